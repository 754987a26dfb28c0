package main

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	topRow   = regexp.MustCompile(`^\s*(-?[\d.]+)\S*\s+\S+%\s+\S+%\s+(-?[\d.]+)\S*\s+\S+%\s+(.+)$`)
	rawTime  = regexp.MustCompile(`^Time: (.+)$`)
	rawFirst = regexp.MustCompile(`^[a-z_]+/[a-z]+(\[dflt\])?( [a-z_]+/[a-z]+(\[dflt\])?)*$`)
	rawRow   = regexp.MustCompile(`^\s*(-?\d+(?:\s+-?\d+)*):((?: \d+)+)\s*$`)
	rawLabel = regexp.MustCompile(`^\s+(\S+):\[`)
)

// profile reads a binary profile through `go tool pprof`: -raw for what it holds, -top for its heaviest functions
// by one sample type. The unit keeps pprof from rounding.
func profile(sampleType, unit string) func(path string) (Facts, error) {
	return func(path string) (Facts, error) {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		raw, err := goTool("pprof", "-raw", "-symbolize=none", path)
		if err != nil {
			return nil, err
		}
		facts := Facts{"format": "profile.proto", "gzip": bytes.HasPrefix(content, []byte{0x1f, 0x8b})}
		readRaw(raw, facts)

		for _, order := range []string{"flat", "cum"} {
			arguments := []string{"pprof", "-top", "-nodecount=6", "-symbolize=none", "-sample_index=" + sampleType}
			if unit != "" {
				arguments = append(arguments, "-unit="+unit)
			}
			if order == "cum" {
				arguments = append(arguments, "-cum")
			}
			rows, err := goTool(append(arguments, path)...)
			if err != nil {
				return nil, err
			}
			facts["top_"+sampleType+"_by_"+order] = topRows(rows)
		}
		return facts, nil
	}
}

func readRaw(lines []string, facts Facts) {
	section := ""
	samples, locations, mappings := 0, 0, 0
	labels, types := map[string]bool{}, []string(nil)
	var totals []int64
	for _, line := range lines {
		switch {
		case strings.HasPrefix(line, "PeriodType: "):
			facts["period_type"] = strings.Replace(strings.TrimPrefix(line, "PeriodType: "), " ", "/", 1)
		case strings.HasPrefix(line, "Period: "):
			facts["period"], _ = strconv.ParseInt(strings.TrimPrefix(line, "Period: "), 10, 64)
		case rawTime.MatchString(line):
			// pprof prints nanoseconds, so the time comes back whole.
			if at, err := time.Parse("2006-01-02 15:04:05.999999999 -0700 MST", rawTime.FindStringSubmatch(line)[1]); err == nil {
				facts["time_nanos"] = strconv.FormatInt(at.UnixNano(), 10)
			}
		case line == "Samples:" || line == "Locations" || line == "Mappings":
			section = line
		case section == "Samples:" && types == nil && rawFirst.MatchString(strings.TrimSpace(line)):
			for field := range strings.FieldsSeq(line) {
				name, isDefault := strings.CutSuffix(field, "[dflt]")
				types = append(types, name)
				if isDefault {
					facts["default_sample_type"] = strings.SplitN(name, "/", 2)[0]
				}
			}
			totals = make([]int64, len(types))
		case section == "Samples:" && rawRow.MatchString(line):
			samples++
			for i, value := range strings.Fields(rawRow.FindStringSubmatch(line)[1]) {
				number, _ := strconv.ParseInt(value, 10, 64)
				totals[i] += number
			}
		case section == "Samples:" && rawLabel.MatchString(line):
			for _, label := range regexp.MustCompile(`(\S+):\[`).FindAllStringSubmatch(line, -1) {
				labels[label[1]] = true
			}
		case section == "Locations" && regexp.MustCompile(`^\s*\d+: 0x`).MatchString(line):
			locations++
		case section == "Mappings" && strings.TrimSpace(line) != "":
			mappings++
		}
	}
	names := []string{}
	for name := range labels {
		names = append(names, name)
	}
	facts["samples"], facts["locations"], facts["mappings"] = samples, locations, mappings
	facts["sample_types"], facts["totals"], facts["labels"] = types, totals, sorted(names)
}

func topRows(lines []string) []Facts {
	var rows []Facts
	for _, line := range lines {
		if fields := topRow.FindStringSubmatch(line); fields != nil {
			function, _, _ := strings.Cut(fields[3], " (") // pprof adds "(inline)"
			rows = append(rows, Facts{"function": function, "flat": parsed(fields[1]), "cum": parsed(fields[2])})
		}
	}
	return rows
}

var heapHead = regexp.MustCompile(`^heap profile: (\d+): (\d+) \[(\d+): (\d+)\] @ heap/(\d+)`)

func heapProfileText(path string) (Facts, error) {
	lines, err := linesOf(path)
	if err != nil {
		return nil, err
	}
	head := heapHead.FindStringSubmatch(lines[0])
	records, trailer := 0, Facts{}
	for _, line := range lines[1:] {
		if regexp.MustCompile(`^\d+: \d+ \[`).MatchString(line) {
			records++
		}
		for _, name := range []string{"Sys", "HeapAlloc", "HeapInuse", "HeapReleased", "NumGC", "NumForcedGC", "MaxRSS"} {
			if value, found := strings.CutPrefix(line, "# "+name+" = "); found {
				trailer[name] = parsed(value)
			}
		}
	}
	return Facts{
		"format": "legacy text", "records": records, "memstats": trailer, "lines": len(lines),
		"inuse_objects": parsed(head[1]), "inuse_space": parsed(head[2]), "alloc_objects": parsed(head[3]), "alloc_space": parsed(head[4]),
	}, nil
}
