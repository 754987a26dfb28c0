package main

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	goroutineHead = regexp.MustCompile(`^goroutine \d+ .*\[([^],]+)(?:, (\d+) minutes)?[^]]*\]:`)
	recordHead    = regexp.MustCompile(`^(\d+) @ 0x`)
	traceKind     = regexp.MustCompile(`^M=\S+ P=\S+ G=\S+ (\w+)`)
	benchRow      = regexp.MustCompile(`^(Benchmark\S+)\s+\d+\s+([\d.]+) ns/op`)
)

func goroutineDump(path string) (Facts, error) {
	lines, err := linesOf(path)
	if err != nil {
		return nil, err
	}
	states, waiting, enqueue := map[string]int{}, 0, 0
	for _, line := range lines {
		if head := goroutineHead.FindStringSubmatch(line); head != nil {
			states[head[1]]++
			if head[2] != "" {
				waiting++
			}
		}
		if strings.Contains(line, "notify.(*Notifier).enqueue(") {
			enqueue++
		}
	}
	total := 0
	for _, count := range states {
		total += count
	}
	return Facts{
		"lines": len(lines), "goroutine_headers": total, "states": states,
		"with_minutes": waiting, "in_notifier_enqueue": enqueue,
	}, nil
}

func goroutineProfileText(path string) (Facts, error) {
	lines, err := linesOf(path)
	if err != nil {
		return nil, err
	}
	total, _ := strconv.Atoi(lines[0][strings.LastIndex(lines[0], " ")+1:])
	records, largest := 0, 0
	for _, line := range lines {
		if head := recordHead.FindStringSubmatch(line); head != nil {
			records++
			count, _ := strconv.Atoi(head[1])
			largest = max(largest, count)
		}
	}
	return Facts{"lines": len(lines), "profile_total": total, "records": records, "largest_record": largest}, nil
}

func executionTrace(path string) (Facts, error) {
	lines, err := goTool("trace", "-d=parsed", path)
	if err != nil {
		return nil, err
	}
	events, kinds := 0, map[string]int{}
	ranges, regions, tasks := map[string]int{}, map[string]int{}, map[string]int{}
	named := regexp.MustCompile(`\b(Name|Type)="([^"]+)"`)
	for _, line := range lines {
		kind := traceKind.FindStringSubmatch(line)
		if kind == nil {
			continue
		}
		events++
		kinds[kind[1]]++
		name := named.FindStringSubmatch(line)
		if name == nil {
			continue
		}
		switch kind[1] {
		case "RangeBegin":
			ranges[name[2]]++
		case "RegionBegin":
			regions[name[2]]++
		case "TaskBegin":
			tasks[name[2]]++
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Facts{
		"header": strings.TrimRight(string(content[:16]), "\x00"), "events": events, "by_kind": kinds,
		"ranges_begun": ranges, "regions": regions, "tasks": tasks,
	}, nil
}

func memStatsSeries(path string) (Facts, error) {
	lines, err := linesOf(path)
	if err != nil {
		return nil, err
	}
	facts := Facts{"lines": len(lines)}
	for name, line := range map[string]string{"first": lines[0], "last": lines[len(lines)-1]} {
		var all map[string]any
		if err := json.Unmarshal([]byte(line), &all); err != nil {
			return nil, err
		}
		facts[name] = picked(all, "Time", "Sys", "HeapAlloc", "HeapInuse", "HeapIdle", "HeapReleased", "StackInuse", "NextGC", "NumGC", "NumForcedGC", "GCCPUFraction")
	}
	return facts, nil
}

func runtimeMetrics(path string) (Facts, error) {
	var all []struct {
		Name, Kind string
		Value      any
	}
	if err := readJSON(path, &all); err != nil {
		return nil, err
	}
	values := map[string]any{}
	kinds := map[string]int{}
	for _, metric := range all {
		kinds[metric.Kind]++
		values[metric.Name] = metric.Value
	}
	return Facts{"metrics": len(all), "kinds": kinds, "values": picked(values, "/gc/heap/live:bytes", "/gc/heap/goal:bytes",
		"/gc/gomemlimit:bytes", "/gc/cycles/total:gc-cycles", "/gc/cycles/forced:gc-cycles", "/gc/limiter/last-enabled:gc-cycle",
		"/cpu/classes/gc/mark/assist:cpu-seconds", "/cpu/classes/gc/total:cpu-seconds", "/cpu/classes/total:cpu-seconds",
		"/sched/goroutines:goroutines", "/memory/classes/total:bytes", "/memory/classes/heap/released:bytes")}, nil
}

func expvars(path string) (Facts, error) {
	var all struct {
		MemStats map[string]any `json:"memstats"`
	}
	if err := readJSON(path, &all); err != nil {
		return nil, err
	}
	return Facts{"memstats": picked(all.MemStats, "Sys", "HeapAlloc", "HeapInuse", "HeapReleased", "NumGC", "NumForcedGC", "GCCPUFraction")}, nil
}

// smaps reads smaps and smaps_rollup: the sums over all mappings, in KiB.
func smaps(path string) (Facts, error) {
	lines, err := linesOf(path)
	if err != nil {
		return nil, err
	}
	mappings, sums := 0, map[string]int{}
	header := regexp.MustCompile(`^[0-9a-f]+-[0-9a-f]+ `)
	for _, line := range lines {
		if header.MatchString(line) {
			mappings++
			continue
		}
		fields := strings.Fields(line)
		switch name := strings.TrimSuffix(fields[0], ":"); name {
		case "Rss", "Pss", "Private_Dirty", "Anonymous", "AnonHugePages", "LazyFree", "Swap":
			kib, _ := strconv.Atoi(fields[1])
			sums[name] += kib
		}
	}
	return Facts{"mappings": mappings, "kib": sums}, nil
}

func status(path string) (Facts, error) {
	lines, err := linesOf(path)
	if err != nil {
		return nil, err
	}
	facts := Facts{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ":")
		if slices.Contains([]string{"VmHWM", "VmRSS", "RssAnon", "RssFile", "VmSwap", "Threads"}, name) {
			facts[name] = parsed(strings.Fields(value)[0])
		}
	}
	return facts, nil
}

func bench(path string) (Facts, error) {
	lines, err := linesOf(path)
	if err != nil {
		return nil, err
	}
	perOp := map[string][]float64{}
	for _, line := range lines {
		if row := benchRow.FindStringSubmatch(line); row != nil {
			perOp[row[1]] = append(perOp[row[1]], parsed(row[2]))
		}
	}
	benchmarks := map[string]Facts{}
	for name, times := range perOp {
		slices.Sort(times)
		middle := len(times) / 2
		median := times[middle]
		if len(times)%2 == 0 {
			median = (times[middle-1] + times[middle]) / 2
		}
		benchmarks[name] = Facts{"runs": len(times), "median_ns_per_op": median}
	}
	return Facts{"lines": len(lines), "benchmarks": benchmarks}, nil
}

func readJSON(path string, into any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}

func picked(all map[string]any, names ...string) map[string]any {
	found := map[string]any{}
	for _, name := range names {
		if value, ok := all[name]; ok {
			found[name] = value
		}
	}
	return found
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}
