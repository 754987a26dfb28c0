// Command stamp writes each line of its input with the time at which the line was complete, as log collectors do:
//
//	-style cri      2026-11-12T14:00:00.123456789Z stderr F line     (containerd, CRI-O)
//	-style kubectl  2026-11-12T14:00:00.123456789Z line              (kubectl logs --timestamps)
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"os"
	"time"
)

const stampLayout = "2006-01-02T15:04:05.000000000Z07:00"

func main() {
	style := flag.String("style", "cri", "cri or kubectl")
	flag.Parse()
	between, known := map[string]string{"cri": " stderr F ", "kubectl": " "}[*style]
	if !known {
		log.Fatalf("unknown style %q", *style)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Printf("%s%s%s\n", time.Now().UTC().Format(stampLayout), between, lines.Text())
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}
