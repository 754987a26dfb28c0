// Commands that collect what an account of memory misses. The same words wherever something is missing.
export const MEMORY_COMMANDS = {
  memStats: 'curl -s http://localhost:6060/debug/vars > "vars-$(date -u +%Y%m%dT%H%M%SZ).json"',
  prometheus: 'while sleep 5; do date -u +%FT%TZ; curl -s http://localhost:9090/metrics; done > metrics.prom',
  smaps: 'cat /proc/$(pidof service)/smaps > "smaps-$(date -u +%Y%m%dT%H%M%SZ)"',
  status: 'cat /proc/$(pidof service)/status > "status-$(date -u +%Y%m%dT%H%M%SZ)"',
  cgroup: 'tail -n +1 /sys/fs/cgroup/memory.* > "cgroup-$(date -u +%Y%m%dT%H%M%SZ)"',
  gctrace: 'GODEBUG=gctrace=1 ./service 2> gctrace.log',
  heap: 'curl -s -o "heap-$(date -u +%Y%m%dT%H%M%SZ).pb.gz" http://localhost:6060/debug/pprof/heap',
  kernelLog: 'dmesg -T > kernel.log',
  goroutines:
    'curl -s "http://localhost:6060/debug/pprof/goroutine?debug=2" > "goroutines-$(date -u +%Y%m%dT%H%M%SZ).txt"',
} as const
