// Rules on what a service, its system and its goroutines leave behind, from files to findings: each speaks of the incident that deserves
// it, and is silent on the same service in good health.
import { describe, expect, it } from 'vitest'
import type { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { MIB } from '../../../shared/units/units.ts'
import { analysedIncident, type IncidentFiles } from '../../support/incidentCase.ts'

const START = Date.UTC(2026, 10, 20, 10)

/** Findings of a case of these files, by rule; `prepare` writes what people would before the rules run. */
async function findingsOf(
  files: IncidentFiles,
  prepare?: (caseFile: CaseFile) => void,
): Promise<Map<string, { severity: string; claim: string }>> {
  const { findings } = await analysedIncident(files, prepare)
  return new Map(findings.map(({ ruleId, severity, claim }) => [ruleId, { severity, claim: claim.en }]))
}

/** Forty scrapes, one a minute, of a quiet service; `changes` in MiB, other figures as they are. */
function scrapes(changes: (minute: number) => Record<string, number>): string {
  const lines = ['# TYPE go_goroutines gauge']
  for (let minute = 0; minute < 40; minute++) {
    const v: Record<string, number> = {
      heap_alloc: 100,
      heap_inuse: 110,
      heap_idle: 20,
      heap_released: 10,
      stack_inuse: 4,
      stack_sys: 4,
      mspan_inuse: 1,
      mspan_sys: 2,
      mcache_inuse: 0.01,
      mcache_sys: 0.03,
      gc_sys: 5,
      other_sys: 1,
      buck_hash_sys: 1,
      next_gc: 190,
      resident: 140,
      ...changes(minute),
    }
    const figure = (name: string): number => v[name] ?? 0
    const at = START + minute * 60_000
    const put = (name: string, value: number): void => void lines.push(`${name} ${value} ${at}`)
    const heapSys = figure('heap_inuse') + figure('heap_idle')
    const systems = ['stack_sys', 'mspan_sys', 'mcache_sys', 'gc_sys', 'other_sys', 'buck_hash_sys']
    const sys = systems.reduce((sum, name) => sum + figure(name), heapSys)
    for (const name of Object.keys(v))
      if (name !== 'resident' && !name.startsWith('x_')) put(`go_memstats_${name}_bytes`, figure(name) * MIB)
    for (const name of Object.keys(v)) if (name.startsWith('x_')) put(name.slice(2), figure(name))
    put('go_memstats_heap_sys_bytes', heapSys * MIB)
    put('go_memstats_sys_bytes', sys * MIB)
    put('go_memstats_alloc_bytes_total', (200 + minute * 50) * MIB)
    put('process_resident_memory_bytes', figure('resident') * MIB)
    put('go_goroutines', 100)
  }
  return `${lines.join('\n')}\n`
}
const QUIET = scrapes(() => ({}))

describe('rules on statistics of a service', () => {
  it('are silent on a service in good health', async () => {
    expect([...(await findingsOf({ 'scrapes.prom': QUIET })).keys()]).toEqual([])
  })

  it.each([
    ['memory/resident-above-heap', 'warning', (minute: number) => ({ resident: 200 + 20 * minute })],
    ['memory/idle-heap', 'notice', () => ({ heap_idle: 2000, heap_released: 10, resident: 2100 })],
    ['memory/goal-far-above-live', 'notice', () => ({ next_gc: 4000 })],
    ['memory/large-stacks', 'notice', () => ({ stack_inuse: 1000, stack_sys: 1000, resident: 1150 })],
    ['memory/runtime-overhead', 'notice', () => ({ mspan_inuse: 80, mspan_sys: 90, resident: 240 })],
    // More in use than there is.
    ['memory/inconsistent-statistics', 'notice', () => ({ stack_inuse: 9, stack_sys: 4 })],
  ])('%s speaks of its incident', async (ruleId, severity, changes) => {
    const findings = await findingsOf({ 'scrapes.prom': scrapes(changes) })
    expect([...findings.keys()]).toContain(ruleId)
    expect(findings.get(ruleId)?.severity).toBe(severity)
  })

  it('memory/resident-above-heap takes pages that the runtime holds and touches first now for its own', async () => {
    const growing = (heap: number) => (minute: number) => ({ heap_idle: heap, resident: 60 + 8 * minute })
    expect([...(await findingsOf({ 'scrapes.prom': scrapes(growing(400)) })).keys()]).not.toContain(
      'memory/resident-above-heap',
    )
    const { claim } =
      (await findingsOf({ 'scrapes.prom': scrapes(growing(20)) })).get('memory/resident-above-heap') ?? {}
    expect(claim).toContain('beyond what the Go runtime holds')
  })

  it('memory/finalizer-backlog counts what waits', async () => {
    const log = (executed: number): string =>
      Array.from({ length: 30 }, (_, minute) =>
        JSON.stringify({
          time: new Date(START + minute * 60_000).toISOString(),
          '/gc/finalizers/queued:finalizers': 1000 * minute,
          '/gc/finalizers/executed:finalizers': executed * minute,
          '/memory/classes/total:bytes': 200 * MIB,
        }),
      ).join('\n')
    const found = await findingsOf({ 'metrics.jsonl': log(10) })
    expect(found.get('memory/finalizer-backlog')?.claim).toContain('28,710 finalizers')
    expect((await findingsOf({ 'metrics.jsonl': log(1000) })).has('memory/finalizer-backlog')).toBe(false)
    // One sample: most of all that was ever queued, and a burst of much that was run.
    const once = (queued: number, executed: number): string =>
      JSON.stringify({
        '/gc/finalizers/queued:finalizers': queued,
        '/gc/finalizers/executed:finalizers': executed,
        '/memory/classes/total:bytes': 200 * MIB,
      })
    expect((await findingsOf({ 'metrics.json': once(6500, 90) })).get('memory/finalizer-backlog')?.severity).toBe(
      'notice',
    )
    expect((await findingsOf({ 'metrics.json': once(90_000, 85_000) })).has('memory/finalizer-backlog')).toBe(false)
  })

  it('series/threshold speaks of the limit that people set, and of no other', async () => {
    const text = scrapes((minute) => ({ x_overflow_ratio: 0.5 + 0.01 * minute }))
    const above = (value: number) => (caseFile: CaseFile) =>
      void caseFile.thresholds.set(
        { seriesName: 'overflow_ratio', labels: {}, direction: 'above' },
        { value, note: '' },
      )
    expect((await findingsOf({ 'scrapes.prom': text })).has('series/threshold')).toBe(false)
    expect((await findingsOf({ 'scrapes.prom': text }, above(0.95))).has('series/threshold')).toBe(false)
    const found = await findingsOf({ 'scrapes.prom': text }, above(0.75))
    expect(found.get('series/threshold')?.claim).toContain('overflow_ratio')
  })
})

describe('rules on the heap goal', () => {
  /** Goals a tenth above a live heap that stands: GOGC=10, or a limit just above. */
  const log = Array.from({ length: 120 }, (_, i) => {
    const [at, clock] = [(i * 0.5).toFixed(3), new Date(START + i * 500).toISOString()]
    return `${clock} gc ${i + 1} @${at}s 30%: 0.1+90+0.1 ms clock, 0.2+30/150/0+0.2 ms cpu, 109->110->100 MB, 110 MB goal, 0 MB stacks, 0 MB globals, 2 P\n`
  }).join('')
  const metrics = (gogc: number, limit: number): string =>
    `{"time":"${new Date(START + 59_000).toISOString()}","/gc/gogc:percent":${gogc},"/gc/gomemlimit:bytes":${limit},"/memory/classes/total:bytes":${130 * MIB},"/memory/classes/heap/objects:bytes":${104 * MIB},"/gc/cycles/total:gc-cycles":119}\n`

  it('tell a low GOGC from a memory limit by what the process names', async () => {
    const of = async (gogc: number, limit: number): Promise<string[]> =>
      [...(await findingsOf({ 'service.log': log, 'metrics.jsonl': metrics(gogc, limit) })).keys()].filter((id) =>
        ['gc/low-gogc', 'gc/memory-limit-pressure'].includes(id),
      )
    expect(await of(10, 9.2e18)).toEqual(['gc/low-gogc'])
    expect(await of(100, 120 * MIB)).toEqual(['gc/memory-limit-pressure'])
    expect(await of(1.8e19, 120 * MIB)).toEqual(['gc/memory-limit-pressure'])
  })
})

const RUNNING = 'goroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1\n\n'
const CREATED = 'created by main.serve in goroutine 1\n\t/app/main.go:40 +0x9a\n\n'
const waiters = (count: number, minutes: number): string =>
  RUNNING +
  Array.from(
    { length: count },
    (_, index) =>
      `goroutine ${100 + index} [sync.Mutex.Lock${minutes > 0 ? `, ${minutes} minutes` : ''}]:\n` +
      'internal/sync.runtime_SemacquireMutex(0xc000010008?, 0x0?, 0x1?)\n\t/go/src/runtime/sema.go:95 +0x25\n' +
      'internal/sync.(*Mutex).lockSlow(0xc000010008)\n\t/go/src/internal/sync/mutex.go:149 +0x15d\n' +
      'internal/sync.(*Mutex).Lock(...)\n\t/go/src/internal/sync/mutex.go:70\n' +
      'sync.(*Mutex).Lock(...)\n\t/go/src/sync/mutex.go:46\n' +
      `main.(*store).put(0xc000010008, 0x1)\n\t/app/store.go:30 +0x3c\n${CREATED}`,
  ).join('')
const senders = (count: number): string =>
  RUNNING +
  Array.from(
    { length: count },
    (_, index) => `goroutine ${100 + index} [chan send]:\nmain.leak(0xc000010008)\n\t/app/leak.go:30 +0x3c\n${CREATED}`,
  ).join('')
const dumps = (counts: readonly number[]): Record<string, string> =>
  Object.fromEntries(counts.map((count, index) => [`goroutines-20261120T10${index}000Z.txt`, senders(count)]))

describe('rules on goroutines', () => {
  it('goroutines/lock-waiters and stuck speak of many that wait long for one lock, and not of two that wait a moment', async () => {
    const found = await findingsOf({ 'dump.txt': waiters(60, 45) })
    expect(found.get('goroutines/lock-waiters')?.claim).toContain('60 goroutines wait for the Mutex at 0xc000010008')
    expect(found.get('goroutines/stuck')?.claim).toContain('60 goroutines in main.(*store).put')
    expect([...(await findingsOf({ 'dump.txt': waiters(2, 0) })).keys()]).toEqual([])
  })

  it('goroutines/group-growth speaks of a group that grows over dumps, and not of one that stays', async () => {
    const found = await findingsOf(dumps([10, 400, 900, 1500]))
    expect(found.get('goroutines/group-growth')?.claim).toContain('10 → 400 → 900 → 1,500')
    expect((await findingsOf(dumps([400, 398, 405, 401]))).has('goroutines/group-growth')).toBe(false)
  })

  it('goroutines/group-growth does not take workers that stand elsewhere for more workers', async () => {
    // 300 workers of one pool: at first most of them work, later most of them send.
    const pool = (sending: number): string =>
      RUNNING +
      Array.from({ length: 300 }, (_, index) => {
        const [status, place] = index < sending ? ['chan send', 'main.leak'] : ['runnable', 'main.work']
        return `goroutine ${100 + index} [${status}]:\n${place}(0xc000010008)\n\t/app/pool.go:30 +0x3c\n${CREATED}`
      }).join('')
    const files = { 'goroutines-20261120T100000Z.txt': pool(40), 'goroutines-20261120T101000Z.txt': pool(290) }
    expect((await findingsOf(files)).has('goroutines/group-growth')).toBe(false)
  })

  it('goroutines/group-growth tells of calls without a timeout once, with the goroutines of their connections', async () => {
    const calls = (count: number): string =>
      RUNNING +
      Array.from({ length: count }, (_, index) => {
        const id = 1000 + 3 * index
        const dial =
          'created by net/http.(*Transport).dialConn in goroutine 50\n\t/go/src/net/http/transport.go:1994 +0x9a\n\n'
        return (
          `goroutine ${id} [select]:\nnet/http.(*persistConn).roundTrip(0xc000010008)\n\t/go/src/net/http/transport.go:2900 +0x3c\n` +
          `net/http.(*Client).Do(...)\n\t/go/src/net/http/client.go:580\nmain.quote()\n\t/app/quote.go:12 +0x3c\n${CREATED}` +
          `goroutine ${id + 1} [IO wait]:\nnet/http.(*persistConn).readLoop(0xc000010010)\n\t/go/src/net/http/transport.go:2300 +0x3c\n${dial}` +
          `goroutine ${id + 2} [select]:\nnet/http.(*persistConn).writeLoop(0xc000010010)\n\t/go/src/net/http/transport.go:2650 +0x3c\n${dial}`
        )
      }).join('')
    const { findings } = await analysedIncident({
      'goroutines-20261120T100000Z.txt': calls(60),
      'goroutines-20261120T101000Z.txt': calls(400),
    })
    const grown = findings.filter(({ ruleId }) => ruleId === 'goroutines/group-growth')
    expect(grown.map(({ claim }) => claim.en)).toEqual([expect.stringContaining('main.quote')])
    expect(grown[0]?.summary.en).toMatch(/libraries grew by as many beside them: .*readLoop .* \+340/)
    expect(grown[0]?.remedies[0]?.title.en).toBe('Set deadlines on network calls')
  })

  it('goroutines/lock-waiters counts by place where the addresses are left-overs of other calls', async () => {
    const reader = (index: number): string =>
      `goroutine ${100 + index} [sync.RWMutex.RLock, 2 minutes]:\n` +
      `sync.runtime_SemacquireRWMutexR(0x${(0x1400 + 16 * index).toString(16)}?, 0x0?, 0x0?)\n\t/go/src/runtime/sema.go:100 +0x25\n` +
      `sync.(*RWMutex).RLock(...)\n\t/go/src/sync/rwmutex.go:74\nmain.read()\n\t/app/read.go:30 +0x3c\n${CREATED}`
    const writer = `goroutine 90 [sync.RWMutex.Lock, 2 minutes]:\nsync.runtime_SemacquireRWMutex(0x0?, 0x0?, 0x1?)\n\t/go/src/runtime/sema.go:105 +0x25\nsync.(*RWMutex).Lock(0x35a4e900?)\n\t/go/src/sync/rwmutex.go:155 +0x6b\nmain.write()\n\t/app/write.go:9 +0x25\n${CREATED}`
    const { findings } = await analysedIncident({
      'dump.txt': RUNNING + writer + Array.from({ length: 300 }, (_, index) => reader(index)).join(''),
    })
    const waiting = findings.filter(({ ruleId }) => ruleId === 'goroutines/lock-waiters')
    expect(waiting.map(({ claim }) => claim.en)).toEqual(['300 goroutines wait for an RWMutex in main.read.'])
    expect(waiting[0]?.summary.en).toContain('A writer that waits makes every later reader wait')
    expect(waiting[0]?.remedies[0]?.title.en).toBe('Never take a read lock twice')
  })

  it('goroutines/lock-waiters says of a lock that nobody alive was called with how it may have been left', async () => {
    const remedies = async (text: string): Promise<string[]> => {
      const { findings } = await analysedIncident({ 'dump.txt': text })
      return (
        findings.find(({ ruleId }) => ruleId === 'goroutines/lock-waiters')?.remedies.map(({ title }) => title.en) ?? []
      )
    }
    expect(await remedies(waiters(60, 3))).toEqual(['Unlock on every way out', 'Hold the lock for less'])
    // Short waits, or somebody who may hold it: then it is busy.
    expect(await remedies(waiters(60, 0))).toEqual(['Hold the lock for less', 'Measure who holds it'])
    const holder = `goroutine 90 [IO wait]:\nmain.(*store).save(0xc000010008)\n\t/app/store.go:60 +0x3c\n${CREATED}`
    expect(await remedies(waiters(60, 3) + holder)).toEqual(['Hold the lock for less', 'Measure who holds it'])
  })

  it('goroutines/stuck speaks of a hundred that wait in vain for a minute, and not of a few', async () => {
    const waiting = (count: number): string => senders(count).replaceAll('[chan send]', '[chan send, 1 minutes]')
    expect((await findingsOf({ 'dump.txt': waiting(150) })).get('goroutines/stuck')?.claim).toContain(
      '150 goroutines in main.leak',
    )
    expect((await findingsOf({ 'dump.txt': waiting(20) })).has('goroutines/stuck')).toBe(false)
  })

  it('goroutines/stuck speaks of a finalizer that stands, whatever it waits for', async () => {
    const finalizer = (wait: string, call: string): string =>
      `${RUNNING}goroutine 5 [${wait}]:\n${call}runtime.runFinalizers()\n\t/go/src/runtime/mfinal.go:272 +0x3f7\ncreated by runtime.createfing in goroutine 1\n\t/go/src/runtime/mfinal.go:172 +0x5a\n\n`
    const own = 'main.(*handle).release(0xc000010008)\n\t/app/handle.go:12 +0x18\n'
    const found = await findingsOf({ 'dump.txt': finalizer('select (no cases), 2 minutes', own) })
    expect(found.get('goroutines/stuck')?.claim).toContain('main.(*handle).release')
    expect(
      (await findingsOf({ 'dump.txt': finalizer('finalizer wait, 90 minutes', '') })).has('goroutines/stuck'),
    ).toBe(false)
  })

  it('goroutines/fatal-error says who wrote the map', async () => {
    const crash = `fatal error: concurrent map writes\n\ngoroutine 18 [running]:\ninternal/runtime/maps.fatal({0x4a2f4e?, 0x0?})\n\t/go/src/runtime/panic.go:1058 +0x18\nmain.fill(...)\n\t/app/fill.go:9\n${CREATED}exit status 2\n`
    const found = await findingsOf({ 'crash.txt': crash })
    expect(found.get('goroutines/fatal-error')).toMatchObject({ severity: 'critical' })
    expect(found.get('goroutines/fatal-error')?.claim).toContain('concurrent map writes')
    expect((await findingsOf({ 'dump.txt': waiters(1, 0) })).has('goroutines/fatal-error')).toBe(false)
  })
})

describe('rules on allocation events', () => {
  const events = (goroutineOf: (index: number) => number, kindOf: (index: number) => string): string =>
    `time,pid,goroutine,kind,size,spanclass\n${Array.from(
      { length: 6000 },
      (_, index) => `${new Date(START + index).toISOString()},7,${goroutineOf(index)},${kindOf(index)},64,9\n`,
    ).join('')}`

  it('alloc/hot-goroutine speaks of one that allocates most, and not of fifty that share', async () => {
    const found = await findingsOf({
      'events.csv': events(
        (index) => (index % 10 === 0 ? 30 + (index % 50) : 17),
        () => 'malloc',
      ),
    })
    expect(found.get('alloc/hot-goroutine')?.claim).toContain('Goroutine 17 allocates 90')
    expect([
      ...(
        await findingsOf({
          'events.csv': events(
            (index) => 30 + (index % 50),
            () => 'malloc',
          ),
        })
      ).keys(),
    ]).toEqual([])
  })

  it('alloc/overflow-ratio compares overflow buckets with spans', async () => {
    const ratio = (every: number): string =>
      events(
        () => 17,
        (index) => (index % every === 0 ? 'overflow_bucket' : 'span_alloc'),
      )
    expect((await findingsOf({ 'events.csv': ratio(3) })).get('alloc/overflow-ratio')?.severity).toBe('warning')
    expect((await findingsOf({ 'events.csv': ratio(100) })).has('alloc/overflow-ratio')).toBe(false)
  })

  it('alloc/overflow-alerts says what ALERT lines do not prove', async () => {
    const log = 'ALERT: nextOverflow broken spanclass=10 addr=0xc000123000\nstarted\n'
    expect((await findingsOf({ 'service.log': log })).get('alloc/overflow-alerts')?.claim).toContain(
      'no Go runtime prints',
    )
  })
})
