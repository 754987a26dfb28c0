package main

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	stampOf = regexp.MustCompile(`^(\S+Z) (?:stderr F )?`)
	gcLine  = regexp.MustCompile(`^gc (\d+) @([\d.]+)s (\d+)%: ([\d.]+)\+([\d.]+)\+([\d.]+) ms clock, ` +
		`([\d.]+)\+([\d.]+)/([\d.]+)/([\d.]+)\+([\d.]+) ms cpu, (\d+)->(\d+)->(\d+) MB, (\d+) MB goal, ` +
		`\d+ MB stacks, \d+ MB globals, (\d+) P( \(forced\))?$`)
	scavLine = regexp.MustCompile(`^scav \d+ KiB work \(bg\), \d+ KiB work \(eager\), \d+ KiB now, \d+% util( \(forced\))?$`)
)

// life is what the GC cycles of one process say.
type life struct {
	FirstStamp   string  `json:"first_stamp"` // arrival of its first and last cycle
	LastStamp    string  `json:"last_stamp"`
	Cycles       int     `json:"cycles"`      // lines read
	LastNumber   int     `json:"last_number"` // more than Cycles when lines were damaged
	Forced       int     `json:"forced"`
	SecondsFirst float64 `json:"seconds_first"`
	SecondsLast  float64 `json:"seconds_last"`

	LiveFirstMB float64 `json:"live_first_mb"` // "MB" as gctrace says it, which is MiB
	LiveLastMB  float64 `json:"live_last_mb"`
	LiveMaxMB   float64 `json:"live_max_mb"`
	GoalMaxMB   float64 `json:"goal_max_mb"`
	// Growth of the live heap over the cycles by two methods, and without the first fifth, which is warming up.
	LiveTheilSen     float64 `json:"live_mb_per_minute_theil_sen"`
	LiveTheilSenWarm float64 `json:"live_mb_per_minute_theil_sen_after_first_fifth"`
	LiveLeastSquares float64 `json:"live_mb_per_minute_least_squares"`

	GCPercentLast float64 `json:"gc_percent_last"` // of the CPU since start, as printed
	AssistMs      float64 `json:"assist_cpu_ms"`
	BackgroundMs  float64 `json:"background_cpu_ms"`
	IdleMs        float64 `json:"idle_cpu_ms"`
	PausesMs      float64 `json:"pauses_ms"`
	LongestPause  float64 `json:"longest_pause_ms"`

	LastMinute struct {
		Cycles       int     `json:"cycles"`
		AssistMs     float64 `json:"assist_cpu_ms"`
		BackgroundMs float64 `json:"background_cpu_ms"`
		IdleMs       float64 `json:"idle_cpu_ms"`
	} `json:"last_minute"`

	at, live []float64
	cycles   []cycle
}

type cycle struct{ at, assist, background, idle float64 }

// serviceLog reads the log of one or more process lives. A line counts as complete only if it is whole;
// one that a log message tore apart counts as damaged.
func serviceLog(path string) (Facts, error) {
	lines, err := linesOf(path)
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	var lives []*life
	for _, line := range lines {
		stamp := stampOf.FindStringSubmatch(line)
		text := strings.TrimPrefix(line, stamp[0])
		switch fields := gcLine.FindStringSubmatch(text); {
		case fields != nil:
			number, _ := strconv.Atoi(fields[1])
			if len(lives) == 0 || number <= lives[len(lives)-1].LastNumber {
				lives = append(lives, &life{FirstStamp: stamp[1]})
			}
			count["gc_lines_complete"]++
			lives[len(lives)-1].add(number, stamp[1], fields)
		case strings.Contains(text, "gc ") && strings.Contains(text, " @"):
			count["gc_lines_damaged"]++
		case strings.HasPrefix(text, "GC forced"):
			count["GC_forced_lines"]++
		case scavLine.MatchString(text):
			count["scav"]++
			if strings.HasSuffix(text, "(forced)") {
				count["scav_forced"]++
			}
		case strings.HasPrefix(text, "SCHED "):
			count["SCHED"]++
		default:
			count["service_lines"]++
		}
	}
	forced := 0
	for _, one := range lives {
		one.finish()
		forced += one.Forced
	}
	return Facts{
		"lines": len(lines), "gc_lines_complete": count["gc_lines_complete"], "gc_lines_damaged": count["gc_lines_damaged"],
		"forced": forced, "GC_forced_lines": count["GC_forced_lines"], "scav": count["scav"], "scav_forced": count["scav_forced"],
		"SCHED": count["SCHED"], "service_lines": count["service_lines"], "lives": lives,
	}, nil
}

func (l *life) add(number int, stamp string, fields []string) {
	one := cycle{at: parsed(fields[2]), assist: parsed(fields[8]), background: parsed(fields[9]), idle: parsed(fields[10])}
	live := parsed(fields[14])
	if l.Cycles == 0 {
		l.SecondsFirst, l.LiveFirstMB = one.at, live
	}
	l.Cycles++
	l.LastNumber, l.LastStamp, l.SecondsLast, l.LiveLastMB = number, stamp, one.at, live
	l.LiveMaxMB, l.GoalMaxMB = max(l.LiveMaxMB, live), max(l.GoalMaxMB, parsed(fields[15]))
	l.GCPercentLast = parsed(fields[3])
	sweepTermination, markTermination := parsed(fields[4]), parsed(fields[6])
	l.PausesMs += sweepTermination + markTermination
	l.LongestPause = max(l.LongestPause, sweepTermination, markTermination)
	if fields[17] != "" {
		l.Forced++
	}
	l.at, l.live, l.cycles = append(l.at, one.at), append(l.live, live), append(l.cycles, one)
}

func (l *life) finish() {
	warm := len(l.at) / 5
	l.LiveTheilSen = round(60 * theilSen(l.at, l.live))
	l.LiveTheilSenWarm = round(60 * theilSen(l.at[warm:], l.live[warm:]))
	l.LiveLeastSquares = round(60 * leastSquares(l.at, l.live))
	last := &l.LastMinute
	for _, one := range l.cycles {
		l.AssistMs, l.BackgroundMs, l.IdleMs = l.AssistMs+one.assist, l.BackgroundMs+one.background, l.IdleMs+one.idle
		if one.at > l.SecondsLast-60 {
			last.Cycles++
			last.AssistMs, last.BackgroundMs, last.IdleMs = last.AssistMs+one.assist, last.BackgroundMs+one.background, last.IdleMs+one.idle
		}
	}
	for _, sum := range []*float64{&l.AssistMs, &l.BackgroundMs, &l.IdleMs, &l.PausesMs, &last.AssistMs, &last.BackgroundMs, &last.IdleMs} {
		*sum = round(*sum)
	}
}

// theilSen is the median of the slopes between all pairs of points.
func theilSen(x, y []float64) float64 {
	var slopes []float64
	for i := range x {
		for j := range i {
			if x[i] != x[j] {
				slopes = append(slopes, (y[i]-y[j])/(x[i]-x[j]))
			}
		}
	}
	slices.Sort(slopes)
	middle := len(slopes) / 2
	if len(slopes)%2 == 0 {
		return (slopes[middle-1] + slopes[middle]) / 2
	}
	return slopes[middle]
}

func leastSquares(x, y []float64) float64 {
	var sumX, sumY, sumXX, sumXY float64
	for i := range x {
		sumX, sumY, sumXX, sumXY = sumX+x[i], sumY+y[i], sumXX+x[i]*x[i], sumXY+x[i]*y[i]
	}
	n := float64(len(x))
	return (n*sumXY - sumX*sumY) / (n*sumXX - sumX*sumX)
}

// parsed reads a number that a pattern has already vouched for.
func parsed(text string) float64 {
	value, _ := strconv.ParseFloat(text, 64)
	return value
}

func round(value float64) float64 { return math.Round(value*1000) / 1000 }
