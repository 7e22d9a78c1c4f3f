package main

import (
	"context"
	"fmt"
	"log"
	"sort"
	"time"

	"example.com/satellitepb"
)

// unary makes calls one after another and prints median and 99 % in microseconds.
func unary(o options) {
	times := make([]float64, 0, o.calls)
	for i := 0; i < o.warmUp+o.calls; i++ {
		began := time.Now()
		image, err := o.stub.GetImage(context.Background(), &satellitepb.Location{X: 3, Y: 4})
		took := time.Since(began)
		check(err)
		if image.X != 3 || len(image.Img) == 0 {
			log.Fatal("another image came")
		}
		if i >= o.warmUp {
			times = append(times, float64(took.Nanoseconds())/1000)
		}
	}
	sort.Float64s(times)
	fmt.Printf("%.1f %.1f\n", times[len(times)/2], times[len(times)*99/100])
}
