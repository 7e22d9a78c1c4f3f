package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"sort"
	"sync/atomic"
	"time"
)

// streams prints the seconds that each stream after warm-up took.
func streams(o options) {
	for i := 0; i < o.warmUp+o.streams; i++ {
		began := time.Now()
		receive(o)
		if i >= o.warmUp {
			fmt.Printf("%.6f\n", time.Since(began).Seconds())
		}
	}
}

// receive takes every image of an area; one too few or of the wrong size must not look fast.
func receive(o options) {
	images, err := o.stub.GetImages(context.Background(), o.request())
	check(err)
	var count, bytes int
	for {
		image, err := images.Recv()
		if err == io.EOF {
			break
		}
		check(err)
		count++
		bytes += len(image.Img)
	}
	corner := o.corner()
	if expected := int(corner.X+1) * int(corner.Y+1); count != expected || bytes != expected*o.size {
		log.Fatalf("%d images of %d bytes came instead of %d of %d each", count, bytes, expected, o.size)
	}
}

// many reads streams side by side, asking again when one is at its end, and prints images per second of all and the
// slowest stream's rate by the median's.
func many(o options) {
	counts := make([]int64, o.streams*8)
	for i := 0; i < o.streams; i++ {
		go read(o, &counts[i*8])
	}
	for waited := 0; waited < 2000 && slowest(snapshot(counts)) == 0; waited++ {
		time.Sleep(10 * time.Millisecond)
	}

	before := snapshot(counts)
	time.Sleep(time.Duration(o.seconds) * time.Second)
	after := snapshot(counts)
	var sum int64
	for i := range after {
		after[i] -= before[i]
		sum += after[i]
	}
	sort.Slice(after, func(i, j int) bool { return after[i] < after[j] })
	fairness := 0.0
	if median := after[len(after)/2]; median > 0 {
		fairness = float64(after[0]) / float64(median)
	}
	fmt.Printf("%d %.2f\n", sum/int64(o.seconds), fairness)
}

func read(o options, count *int64) {
	for {
		images, err := o.stub.GetImages(context.Background(), o.request())
		check(err)
		for {
			if _, err := images.Recv(); err == io.EOF {
				break
			} else if err != nil {
				log.Fatal(err)
			}
			atomic.AddInt64(count, 1)
		}
	}
}

func snapshot(counts []int64) []int64 {
	var taken []int64
	for i := 0; i < len(counts); i += 8 {
		taken = append(taken, atomic.LoadInt64(&counts[i]))
	}
	return taken
}

func slowest(counts []int64) int64 {
	least := counts[0]
	for _, count := range counts {
		if count < least {
			least = count
		}
	}
	return least
}
