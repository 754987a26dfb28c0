//go:build go1.23

package main

import (
	"context"
	"iter"
)

func init() { workloads["coroutines"] = coroutines }

// coroutines pulls from iterators, which switches goroutines without the scheduler; some are stopped half way.
func coroutines(ctx context.Context) {
	many(ctx, *n, func(i int) {
		next, stop := iter.Pull(func(yield func(int) bool) {
			for v := 0; v < 200 && yield(v); v++ {
			}
		})
		defer stop()
		for v, ok := next(); ok && v < 100+i*10; v, ok = next() {
		}
	})
}
