package main

import (
	"bytes"
	"fmt"
	"os"
)

// readMap returns the rows of a text map, southernmost first. The file's first line is the northernmost row.
func readMap(path string) ([][]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	rows := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
	for _, row := range rows {
		if len(row) == 0 || len(row) != len(rows[0]) {
			return nil, fmt.Errorf("%s: rows are empty or of unequal length", path)
		}
	}
	return rows, nil
}
