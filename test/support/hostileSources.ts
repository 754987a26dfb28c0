/**
 * Captures of a process that was attacked: every name, label, message and path in them is markup, an address that runs, or characters that
 * turn, end or colour a line. Each file is well formed for its reader.
 */
import { traceOf } from './traceText.ts'

export const IMAGE = '<img src=x onerror=alert(1)>'
/** Turns text around, colours terminals, rings; the window must show it as something or nothing, never obey it. */
const CONTROLS = '\u202e\u2066\u001b[31m\u0007\u0000'
/** The same without spaces, which names of functions in dumps do not have. */
export const TIGHT_IMAGE = '<img/src=x/onerror=alert(1)>'
const NAME = `${IMAGE}${CONTROLS}`

const goroutine = (id: number, state: string, labels: string): string => `goroutine ${id} [${state}]${labels}:
example.com/shop/${TIGHT_IMAGE}.(*Cart).work\u202e(0xc000012345, 0x1)
\t/go/src/${IMAGE}/cart.go:42 +0x1d
sync.(*Mutex).Lock(0xc0000b2008)
\t/usr/local/go/src/sync/mutex.go:90 +0x3f
created by example.com/shop/${TIGHT_IMAGE}.Serve in goroutine 1
\t/go/src/${IMAGE}/serve.go:7 +0x9a

`

/** What a debug=2 page gives; `count` goroutines wait at one place. */
export const hostileDump = (count: number): string =>
  Array.from({ length: count }, (_, index) =>
    goroutine(
      index + 1,
      index === 0 ? 'running' : index % 3 === 0 ? `${IMAGE}, 12 minutes` : 'chan receive, 3 minutes',
      index % 2 === 0 ? ` {route: "${IMAGE}", "${IMAGE}": "javascript:alert(2)"}` : '',
    ),
  ).join('')

export const hostileCrash = (): string => `panic: ${IMAGE}<script>alert(2)</script>

${goroutine(1, 'running', '')}exit status 2
`

/** Expvar's page: names of variables are the program's own. */
export const hostileVars = (): string =>
  JSON.stringify({
    [IMAGE]: 5,
    cmdline: [IMAGE, 'javascript:alert(2)'],
    [`${IMAGE}.nested`]: { '<b>deep</b>': 7.5 },
    memstats: { Alloc: 1, TotalAlloc: 2, Sys: 3, Mallocs: 4, Frees: 5, HeapAlloc: 6, NumGC: 1 },
  })

export const hostileMaps =
  (): string => `00400000-00800000 r-xp 00000000 fd:01 1234                       /opt/${IMAGE}/shop
Size:               4096 kB
Rss:                2048 kB
Pss:                2048 kB
Private_Clean:      2048 kB
Private_Dirty:         0 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
c000000000-c004000000 rw-p 00000000 00:00 0                              [anon: <b>Go: heap</b>]
Size:              65536 kB
Rss:               40960 kB
Pss:               40960 kB
Private_Clean:         0 kB
Private_Dirty:     40960 kB
Anonymous:         40960 kB
VmFlags: rd wr mr mw me ac
`

/** An execution trace with tasks, regions, logs, labels, reasons, stacks and samples. */
export const hostileTrace = (): Uint8Array => {
  const frame = (line: number): string => `0x${(0x1000 + line).toString(16)},"main.${NAME}","/go/${NAME}.go",${line}`
  return traceOf(`
    go 1.26
    Generation 1
    Sync time=50
    Frequency 1000000000
    ClockSnapshot 10 5000 1790000000 250000000
    EventBatch m=3 time=100
    ProcStatus 1 0 1
    GoStatus 1 1 3 2
    ProcsChange 1 2 0
    HeapAlloc 1 4194304
    HeapGoal 1 8388608
    UserTaskBegin 1000 5 0 "${NAME} task" 1
    UserRegionBegin 1000 5 "${NAME} region" 1
    UserLog 1000 5 "${NAME}" "${NAME} said" 1
    GoCreate 1000 2 1 2
    GCBegin 1000 1 1
    STWBegin 100 "${NAME}" 1
    STWEnd 5000
    GoLabel 100 "${NAME}"
    GCEnd 50000 2
    UserRegionEnd 1000 5 "${NAME} region" 1
    GoBlock 1000 "${NAME} reason" 2
    GoStart 1000 2 1
    GoSyscallBegin 1000 1 2
    GoSyscallEnd 200000
    GoUnblock 1000 1 1 2
    GoBlock 1000 "${NAME} reason" 2
    GoStart 9000 1 2
    UserTaskEnd 1000 5 1
    HeapAlloc 1000 5000000
    Stacks
    Stack 1 ${frame(3)} ${frame(4)}
    Stack 2 ${frame(5)} ${frame(6)}
    CPUSamples
    CPUSample 3000 3 0 1 1
    CPUSample 30000 3 0 1 2`)
}
