// Command truth writes what is true of the captures, as JSON keyed by file: the figures the tests check against.
// It shares nothing with the readers it is a yardstick for: profiles and execution traces are read by Go's own tools,
// texts by the plain patterns below.
package main

import (
	"encoding/json"
	"flag"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Facts are the figures of one file.
type Facts map[string]any

// readers are chosen by the beginning of the file's name: our own captures carry telling names.
var readers = []struct {
	prefix string
	read   func(path string) (Facts, error)
}{
	{"checkout.log", serviceLog},
	{"goroutines-debug1-", goroutineProfileText},
	{"goroutines-", goroutineDump},
	{"heap-debug1-", heapProfileText},
	{"heap-", profile("inuse_space", "B")},
	{"allocs-", profile("alloc_space", "B")},
	{"cpu-", profile("cpu", "ns")},
	{"mutex-", profile("delay", "ns")},
	{"block-", profile("delay", "ns")},
	{"goroutine-", profile("goroutine", "")},
	{"trace-", executionTrace},
	{"memstats.jsonl", memStatsSeries},
	{"metrics-", runtimeMetrics},
	{"vars-", expvars},
	{"smaps", smaps}, // smaps_rollup as well
	{"status-", status},
	{"bench-", bench},
}

func main() {
	data := flag.String("data", ".", "folder of the captures")
	flag.Parse()

	all := map[string]Facts{}
	err := filepath.WalkDir(*data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(*data, path)
		if err != nil {
			return err
		}
		for _, reader := range readers {
			if !strings.HasPrefix(entry.Name(), reader.prefix) {
				continue
			}
			facts, err := reader.read(path)
			if err != nil {
				return err
			}
			about, err := entry.Info()
			if err != nil {
				return err
			}
			facts["bytes"] = about.Size()
			all[filepath.ToSlash(name)] = facts
			return nil
		}
		log.Printf("%s: nothing known about files of this name", name)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(all); err != nil {
		log.Fatal(err)
	}
}

// goTool runs one of Go's own tools and returns its lines.
func goTool(arguments ...string) ([]string, error) {
	command := exec.Command("go", append([]string{"tool"}, arguments...)...)
	command.Stderr = os.Stderr
	text, err := command.Output()
	return strings.Split(strings.TrimRight(string(text), "\n"), "\n"), err
}

// linesOf returns the lines of a text file.
func linesOf(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	return strings.Split(strings.TrimRight(string(text), "\n"), "\n"), err
}
