//go:build go1.25

package main

import (
	"os"
	"runtime/trace"
	"time"
)

func init() {
	workloads["flight"] = mixed
	recorders["flight"] = func(file *os.File) (func() error, error) {
		recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: time.Second, MaxBytes: 64 << 20})
		return func() error {
			defer recorder.Stop()
			_, err := recorder.WriteTo(file)
			return err
		}, recorder.Start()
	}
}
