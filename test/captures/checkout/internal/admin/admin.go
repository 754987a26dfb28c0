// Package admin serves what an operator asks of a running service: profiles, statistics, and the flush button.
package admin

import (
	"encoding/json"
	"expvar"
	"log/slog"
	"math"
	"net/http"
	"net/http/pprof"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"example.com/checkout/internal/pricing"
)

// Handler routes the operator's pages.
func Handler(engine *pricing.Engine) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.Handle("/debug/vars", expvar.Handler())
	mux.HandleFunc("/admin/memstats", memStats)
	mux.HandleFunc("/admin/metrics", runtimeMetrics)
	mux.HandleFunc("POST /admin/flush", func(w http.ResponseWriter, _ *http.Request) {
		engine.Flush()
		debug.FreeOSMemory() // collects as well: one "(forced)" cycle in the gctrace log
		slog.Warn("caches flushed on request")
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// memStats writes the MemStats fields on one line, with the time they were read.
// The long arrays stay out: a series of these lines has to be small; /debug/vars has them.
func memStats(w http.ResponseWriter, _ *http.Request) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	line := struct {
		Time time.Time
		runtime.MemStats
		PauseNs  *struct{} `json:",omitempty"`
		PauseEnd *struct{} `json:",omitempty"`
		BySize   *struct{} `json:",omitempty"`
	}{Time: time.Now().UTC(), MemStats: stats}
	json.NewEncoder(w).Encode(line)
}

// runtimeMetrics writes every metric the runtime has.
func runtimeMetrics(w http.ResponseWriter, _ *http.Request) {
	type metric struct {
		Name, Kind, Description string
		Cumulative              bool
		Value                   any
	}
	type histogram struct {
		Buckets []any    `json:"buckets"`
		Counts  []uint64 `json:"counts"`
	}
	descriptions := metrics.All()
	samples := make([]metrics.Sample, len(descriptions))
	for i, description := range descriptions {
		samples[i].Name = description.Name
	}
	metrics.Read(samples)
	var all []metric
	for i, description := range descriptions {
		one := metric{Name: description.Name, Description: description.Description, Cumulative: description.Cumulative}
		switch value := samples[i].Value; value.Kind() {
		case metrics.KindUint64:
			one.Kind, one.Value = "uint64", value.Uint64()
		case metrics.KindFloat64:
			one.Kind, one.Value = "float64", value.Float64()
		case metrics.KindFloat64Histogram:
			found := value.Float64Histogram()
			one.Kind, one.Value = "float64histogram", histogram{bounds(found.Buckets), found.Counts}
		}
		all = append(all, one)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	encoder.Encode(all)
}

// bounds writes the outer limits of a histogram as text: JSON has no number for an infinity.
func bounds(limits []float64) []any {
	all := make([]any, len(limits))
	for i, limit := range limits {
		switch {
		case math.IsInf(limit, -1):
			all[i] = "-Inf"
		case math.IsInf(limit, 1):
			all[i] = "+Inf"
		default:
			all[i] = limit
		}
	}
	return all
}
