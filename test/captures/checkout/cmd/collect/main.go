// Command collect gathers captures from a running checkout service, at the seconds its plan says, the way an
// engineer would with curl and cp.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A step takes one capture. In its file name, TIME becomes the moment of the request.
type step struct {
	second int
	file   string
	from   string // a path of the admin address, or of /proc/<pid>
}

// memStatsEvery is the interval of the MemStats series.
const memStatsEvery = 5

var plans = map[string][]step{
	// A healthy release: enough to compare with.
	"baseline": {
		{20, "heap-TIME.pb.gz", "/debug/pprof/heap"},
		{30, "cpu-TIME.pb.gz", "/debug/pprof/profile?seconds=10"},
		{50, "trace-TIME.out", "/debug/pprof/trace?seconds=1"},
		{75, "heap-TIME.pb.gz", "/debug/pprof/heap"},
		{80, "goroutines-TIME.txt", "/debug/pprof/goroutine?debug=2"},
		{130, "heap-TIME.pb.gz", "/debug/pprof/heap"},
		{132, "allocs-TIME.pb.gz", "/debug/pprof/allocs"},
		{134, "mutex-TIME.pb.gz", "/debug/pprof/mutex"},
		{135, "block-TIME.pb.gz", "/debug/pprof/block"},
		{136, "metrics-TIME.json", "/admin/metrics"},
		{137, "smaps_rollup-TIME", "smaps_rollup"},
		{138, "status-TIME", "status"},
	},
	// Seconds since 2.9.0 started.
	"incident": {
		{20, "heap-TIME.pb.gz", "/debug/pprof/heap"},
		{30, "goroutines-TIME.txt", "/debug/pprof/goroutine?debug=2"},
		{40, "smaps_rollup-TIME", "smaps_rollup"},
		{75, "heap-TIME.pb.gz", "/debug/pprof/heap"},
		{90, "cpu-TIME.pb.gz", "/debug/pprof/profile?seconds=10"},
		{110, "flush", ""}, // the first thing tried when memory stays high
		{130, "heap-TIME.pb.gz", "/debug/pprof/heap"},
		{160, "flush", ""},
		{185, "heap-TIME.pb.gz", "/debug/pprof/heap"},
		{200, "cpu-TIME.pb.gz", "/debug/pprof/profile?seconds=10"},
		{216, "trace-TIME.out", "/debug/pprof/trace?seconds=1"},
		{225, "goroutines-TIME.txt", "/debug/pprof/goroutine?debug=2"},
		{226, "goroutines-debug1-TIME.txt", "/debug/pprof/goroutine?debug=1"},
		{227, "goroutine-TIME.pb.gz", "/debug/pprof/goroutine"},
		{228, "mutex-TIME.pb.gz", "/debug/pprof/mutex"},
		{229, "block-TIME.pb.gz", "/debug/pprof/block"},
		{230, "metrics-TIME.json", "/admin/metrics"},
		{231, "smaps-TIME", "smaps"},
		{232, "smaps_rollup-TIME", "smaps_rollup"},
		{233, "status-TIME", "status"},
		{240, "heap-TIME.pb.gz", "/debug/pprof/heap"},
		{241, "heap-debug1-TIME.txt", "/debug/pprof/heap?debug=1"},
		{242, "allocs-TIME.pb.gz", "/debug/pprof/allocs"},
		{243, "vars-TIME.json", "/debug/vars"},
	},
}

func main() {
	plan := flag.String("plan", "incident", "which captures to take: baseline or incident")
	admin := flag.String("admin", "http://127.0.0.1:18081", "the service's operator address")
	pid := flag.Int("pid", 0, "the service's process id")
	into := flag.String("into", ".", "folder for the captures")
	flag.Parse()
	steps, known := plans[*plan]
	if !known {
		log.Fatalf("unknown plan %q", *plan)
	}

	started := time.Now()
	go seriesOfMemStats(*admin, filepath.Join(*into, "memstats.jsonl"))
	for _, next := range steps {
		time.Sleep(time.Until(started.Add(time.Duration(next.second) * time.Second)))
		if err := take(next, *admin, *pid, *into); err != nil {
			log.Fatalf("%s: %v", next.file, err)
		}
	}
}

func take(next step, admin string, pid int, into string) error {
	log.Printf("second %d: %s", next.second, next.file)
	if next.file == "flush" {
		response, err := http.Post(admin+"/admin/flush", "", nil)
		if err == nil {
			response.Body.Close()
		}
		return err
	}
	file := filepath.Join(into, strings.Replace(next.file, "TIME", time.Now().UTC().Format("20060102T150405Z"), 1))
	if strings.HasPrefix(next.from, "/") {
		return fetch(admin+next.from, file, os.O_TRUNC)
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, next.from))
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

// seriesOfMemStats appends to the series until the service is gone.
func seriesOfMemStats(admin, file string) {
	for {
		if err := fetch(admin+"/admin/memstats", file, os.O_APPEND); err != nil {
			return
		}
		time.Sleep(memStatsEvery * time.Second)
	}
}

func fetch(address, file string, how int) error {
	response, err := http.Get(address)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, response.Status)
	}
	into, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|how, 0o644)
	if err != nil {
		return err
	}
	defer into.Close()
	_, err = io.Copy(into, response.Body)
	return err
}
