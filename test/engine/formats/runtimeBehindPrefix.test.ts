// What the runtime prints beside its cycles, behind prefixes that no envelope is known for.
import { describe, expect, it } from 'vitest'
import { readLog, runtimeRowsOf } from '../../support/readSource.ts'
import { validateLog } from '../../support/validateRecords.ts'

const gc = (number: number): string =>
  `gc ${number} @${number}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 2 P`
const TEXTS = [
  'init internal/bytealg @0.008 ms, 0 ms clock, 0 bytes, 0 allocs',
  'SCHED 10ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 needspinning=1 idlethreads=1 runqueue=0 gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=false',
  '  P0: status=1 schedtick=4 syscalltick=3 m=0 runqsize=2 gfreecnt=0 timerslen=0',
  '  M0: p=0 curg=1 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false blocked=false lockedg=nil',
  '  G1: status=4(sleep) m=nil lockedm=nil',
  'SCHED 20ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 needspinning=1 idlethreads=1 runqueue=3 [ 0 2 ] schedticks=[ 190975 144 ]',
  'pacer: assist ratio=1.0261744449013157 (scan 0 MB in 3->4 MB) workers=0+0.25',
  'pacer: 27% CPU (25 exp.) for 167672+11624+226288 B work (226288 B exp.) in 3997696 B -> 4341760 B (∆goal 147456, cons/mark 0)',
  gc(1),
  'scav 0 KiB work (bg), 3208 KiB work (eager), 408 KiB now, 99% util',
  'GC forced',
  gc(2),
  'checkfinalizers: queue: 3 finalizers + 4 cleanups',
]
const START = Date.UTC(2026, 10, 20, 10, 3, 30)
/** When each line is written, ms after its process began. */
const WRITTEN = [1, 10, 10, 10, 10, 20, 1000, 1002, 1002, 1003, 1500, 2002, 2003]
const at = (index: number): number => START + (WRITTEN[index] ?? 0)
const iso = (index: number): string => new Date(at(index)).toISOString()
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`

const PREFIXES: Readonly<Record<string, { wrap: (text: string, index: number) => string; isTimed: boolean }>> = {
  'stern --timestamps': { wrap: (text, index) => `orders-6d app ${iso(index)} ${text}`, isTimed: true },
  "zap's console": {
    wrap: (text, index) => `${iso(index)}\tINFO\tsup/child.go:42\t${text}\t{"pid": 12}`,
    isTimed: true,
  },
  'CloudWatch tail': { wrap: (text, index) => `${iso(index)} ecs/orders/0123abc ${text}`, isTimed: true },
  'CloudWatch Insights': { wrap: (text, index) => `${iso(index)},${cell(text)}`, isTimed: true },
  'cells behind others': { wrap: (text, index) => `${iso(index)},"web-1","orders",${cell(text)}`, isTimed: true },
  'journald short-full': {
    wrap: (text, index) => `Fri ${iso(index).slice(0, 23).replace('T', ' ')} UTC web-1 orders[12]: ${text}`,
    isTimed: true,
  },
  'journald short-unix': {
    wrap: (text, index) => `${(at(index) / 1000).toFixed(6)} web-1 orders[12]: ${text}`,
    isTimed: true,
  },
  'milliseconds and a tab': { wrap: (text, index) => `${at(index)}\t${text}`, isTimed: true },
  fluentd: {
    wrap: (text, index) => `${iso(index)}\tkube.var\t${JSON.stringify({ log: `${text}\n`, stream: 'stderr' })}`,
    isTimed: true,
  },
  'Cloud Foundry': { wrap: (text, index) => `   ${iso(index)} [APP/PROC/WEB/0] ERR ${text}`, isTimed: true },
  's6-log': { wrap: (text, index) => `${iso(index).slice(0, 23).replace('T', ' ')}  ${text}`, isTimed: false },
  'pods and containers': { wrap: (text) => `orders-6d app ${text}`, isTimed: false },
  'numbers of lines': { wrap: (text, index) => `app.log:${index + 1}:${text}`, isTimed: false },
  pm2: { wrap: (text) => `0|orders  | ${text}`, isTimed: false },
  quotes: { wrap: (text) => `> ${text}`, isTimed: false },
  logrus: { wrap: (text) => `INFO[0012] ${text}`, isTimed: false },
  'journald verbose': { wrap: (text) => `    PRIORITY=6\n    MESSAGE=${text}\n    _HOSTNAME=web-1`, isTimed: false },
}

describe.each(Object.entries(PREFIXES))('behind what %s writes', (_, { wrap, isTimed }) => {
  const text = `${TEXTS.map(wrap).join('\n')}\n`

  it('every line is read, once', () => {
    const result = readLog(text)
    validateLog(result)
    const plain = readLog(`${TEXTS.join('\n')}\n`)
    expect({ ...result.summary.counts, lines: 0 }).toEqual({ ...plain.summary.counts, lines: 0 })
    expect(result.issues).toEqual([])
    expect(runtimeRowsOf(result, 'schedProcs')).toMatchObject([{ proc: 0, runQueue: 2 }])
    expect(runtimeRowsOf(result, 'scavenges')).toMatchObject([{ cycle: 1 }])
    expect(result.summary.lives).toMatchObject([{ cycles: 2, missingCycles: 0 }])
    for (const chunk of [1, 7, 1000]) expect(readLog(text, { chunk }).summary.counts).toEqual(result.summary.counts)
  })

  it.runIf(isTimed)('and the time before it places the process', () => {
    const { startMs, startErrorMs } = readLog(text).summary.lives[0] ?? {}
    expect(Math.abs((startMs ?? 0) - START)).toBeLessThanOrEqual(2)
    expect(startErrorMs).toBeLessThanOrEqual(2)
  })
})

it('what a program printed without ending its line stands before lines of the runtime', () => {
  const result = readLog(`working...${TEXTS[9]}\nworking...${TEXTS[6]}\n`)
  expect(result.summary.counts).toMatchObject({ scav: 1, pacer: 1 })
})

it('prose is no line of the runtime', () => {
  const result = readLog(
    [
      gc(1),
      'WARN memory is high, GC forced',
      'what SCHED 10ms: means is in the manual',
      'the line scav 0 KiB work (bg) says nothing',
      'it prints init main @0.1 ms, 0 ms clock, 0 bytes, 0 allocs at start',
      'job P0: status=1 is done',
      'a pacer: 27% CPU of the day',
    ].join('\n'),
  )
  expect(result.summary.counts).toEqual({ lines: 7, gc_lines_complete: 1, forced: 0, GC_forced_lines: 0 })
})
