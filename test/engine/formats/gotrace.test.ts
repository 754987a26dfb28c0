// The execution-trace reader on real small traces (golden), on traces written as text for one situation each, and on damage.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TraceFacts } from '../../../electron/engine/formats/gotrace/traceFacts.ts'
import { isRefusal, recognise } from '../../../electron/engine/formats/index.ts'
import { fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { TraceDump } from '../../support/dumpTrace.ts'
import { readTrace } from '../../support/readTrace.ts'
import { traceOf } from '../../support/traceText.ts'

const WHOLE_DUMP = 7000
const fixtures = fixtureFiles('gotrace', '.trace')

/** Lines of a trace written as text; the reader must find nothing wrong with what it gives. */
function linesOf(text: string): string[] {
  const dump = new TraceDump()
  const { faults } = readTrace(traceOf(text), { sink: dump })
  expect(faults).toEqual([])
  return dump.lines
}

const reasonOf = (bytes: Uint8Array): string | null => readTrace(bytes).failure?.reason ?? null

/** One thread with a proc and a running goroutine; `more` stands in its batch. */
const running = (more: string, version = 26, sync = SYNC): string => `
  go 1.${version}
  Generation 1
  ${version >= 25 ? sync : 'Sync time=1\n  Frequency 1000000000'}
  EventBatch m=3 time=100
  ProcStatus dt=1 p=0 pstatus=1
  GoStatus dt=1 g=1 m=3 gstatus=2
  ${more}`
const SYNC = `Sync time=50
  Frequency 1000000000
  ClockSnapshot 10 5000 1700000000 250000000`

describe('execution traces of real runs', () => {
  it.each(fixtures)('reads %s as recorded', async (name) => {
    const bytes = readFileSync(fixturePath('gotrace', name))
    const facts = new TraceFacts()
    const dump = new TraceDump()
    const { faults, issues } = readTrace(bytes, {
      sink: {
        begin(trace) {
          facts.begin(trace)
          dump.begin(trace)
        },
        generation(generation) {
          facts.generation(generation)
          dump.generation(generation)
        },
        events(chunk) {
          facts.events(chunk)
          if (bytes.length < WHOLE_DUMP) dump.events(chunk)
        },
        generationEnd: (generation) => dump.generationEnd(generation),
        end: (end) => facts.end(end),
      },
    })
    expect(faults).toEqual([])
    const text = [
      ...Object.entries(facts.facts()).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
      ...issues.map(({ severity, code, message }) => `issue ${severity} ${code}: ${message}`),
      ...dump.lines,
      '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot(fixturePath('gotrace', `${name}.expected`))
  })

  it('are recognised whatever their name, and in a batch of bytes too small for anything else', () => {
    for (const name of fixtures) {
      const head = readFileSync(fixturePath('gotrace', name)).subarray(0, 16)
      const answer = recognise({ head, totalBytes: 16 })
      expect(isRefusal(answer) ? answer : answer.kind, name).toBe('gotrace')
    }
    const newer = recognise({ head: traceOf('go 1.31'), totalBytes: 16 })
    expect(newer).toMatchObject({ kind: 'gotrace', variant: 'go 1.31' })
  })

  it('have the start of the trace and the wall clock', () => {
    const { summary, generations } = readTrace(readFileSync(fixturePath('gotrace', 'go1.26.10-tiny.trace')))
    expect(generations).toMatchObject([{ ordinal: 0, number: 1, startNs: 0, byteStart: 16, frequency: 15_625_000 }])
    expect(summary?.placement?.basis).toBe('traceClock')
    expect(summary?.placement?.startMs).toBeCloseTo(1_795_168_498_851.64, 1)
  })
})

describe('events of a v2 trace', () => {
  it('come in the order their sequence numbers ask for, whatever their times', () => {
    // Thread 4 stops the goroutine at 110 and thread 3 starts it again, by a clock that is 10 behind.
    const lines = linesOf(`
      go 1.22
      Generation 1
      Sync
      Frequency 1000000000
      EventBatch m=3 time=100
      ProcStatus dt=0 p=0 pstatus=1
      GoStart dt=1 g=7 g_seq=1
      EventBatch m=4 time=90
      ProcStatus dt=0 p=1 pstatus=1
      GoStatus dt=1 g=7 m=4 gstatus=2
      GoStop dt=20 "preempted" 0`)
    expect(lines.slice(2, -1)).toEqual([
      '89 m=4 p=- g=- ProcStatus P1 Undetermined->Running',
      '90 m=4 p=1 g=- GoStatus G7 Undetermined->Running thread 4',
      '99 m=3 p=- g=- ProcStatus P0 Undetermined->Running',
      '110 m=4 p=1 g=7 GoStop G7 Running->Runnable "preempted"',
      '111 m=3 p=0 g=- GoStart G7 Runnable->Running',
    ])
  })

  it('keep ids of 64 bits and program counters', () => {
    const dump = new TraceDump()
    const big = '18446744073709551614'
    const { summary } = readTrace(
      traceOf(
        running(`
          GoCreate dt=1 new_g=${big} new_stack=0 stack=9007199254740993
          Stacks
          Stack 9007199254740993 0xffffffff81000001,"main.far","far.go",7`),
      ),
      {
        sink: {
          begin: (trace) => dump.begin(trace),
          events: (chunk) => dump.events(chunk),
          end({ tables: { frames, goroutines } }) {
            expect(frames.pc[1]).toBe(0xffff_ffff_8100_0001n)
            expect(goroutines.id[2]).toBe(BigInt(big))
          },
        },
      },
    )
    expect(summary?.records).toBe(3)
    expect(dump.lines.at(-1)).toContain(`GoCreate G${big} NotExist->Runnable starts  at main.far:7`)
  })

  it('make three of a coroutine switch', () => {
    const lines = linesOf(running('GoCreateBlocked 1 8 0 0\nGoSwitch 5 8 1\nGoSwitchDestroy 5 1 1'))
    expect(lines.slice(-8, -1)).toEqual([
      '53 m=3 p=0 g=1 GoCreateBlocked G8 NotExist->Waiting starts ',
      '58 m=3 p=0 g=1 GoSwitch G8 Waiting->Runnable',
      '59 m=3 p=0 g=1 GoBlock G1 Running->Waiting ""',
      '60 m=3 p=0 g=- GoStart G8 Runnable->Running',
      '63 m=3 p=0 g=8 GoSwitchDestroy G1 Waiting->Runnable',
      '64 m=3 p=0 g=8 GoDestroy G8 Running->NotExist',
      '65 m=3 p=0 g=- GoStart G1 Runnable->Running',
    ])
  })

  it('say who a proc in a syscall is taken from', () => {
    const lines = linesOf(`
      ${running('GoSyscallBegin 10 1 0\nGoSyscallEndBlocked 90')}
      EventBatch m=4 time=150
      ProcSteal 0 0 2 3
      ProcStart 5 0 3`)
    expect(lines.slice(-5, -1)).toEqual([
      '62 m=3 p=0 g=1 GoSyscallBegin G1 Running->Syscall',
      '100 m=4 p=- g=- ProcSteal P0 Running->Idle thread 3',
      '105 m=4 p=- g=- ProcStart P0 Idle->Running',
      '152 m=3 p=- g=1 GoSyscallEndBlocked G1 Syscall->Runnable',
    ])
  })

  it('carry what the alloc/free experiment says, with types by name', () => {
    const lines = linesOf(
      running(`
        Span 1 5 8 2
        HeapObjectAlloc 1 77 9
        GoroutineStackAlloc 1 3 13
        Experiment 1 m=3
        Bytes 00 09 80 01 18 08 03 66 6f 6f
        Experiment 1 m=3
        Bytes 01 80 80 80 8c d1 a1 07 80 40 08 80 10`),
    )
    expect(lines.slice(-4, -1)).toEqual([
      '53 m=3 p=0 g=1 Span id=5 pages=8 extra=2',
      '54 m=3 p=0 g=1 HeapObjectAlloc id=77 type foo',
      '55 m=3 p=0 g=1 GoroutineStackAlloc id=3 order=13',
    ])
  })

  it('put CPU samples where their times are, with the context they name', () => {
    const lines = linesOf(
      running(`
        HeapAlloc 100 4096
        Stacks
        Stack 5 0x10,"main.hot","hot.go",3
        CPUSamples
        CPUSample 150 3 0 1 5
        CPUSample 300 9 ^0 0 5`),
    )
    expect(lines.slice(-4, -1)).toEqual([
      '100 m=3 p=0 g=1 CPUSample at main.hot:3',
      '152 m=3 p=0 g=1 HeapAlloc bytes=4096',
      '250 m=9 p=- g=- CPUSample at main.hot:3',
    ])
  })

  it('follow tasks and regions over generations, by name though ids change', () => {
    const lines = linesOf(
      `${running('UserTaskBegin 1 5 0 "load" 0\nUserRegionBegin 1 5 "read" 0')}
        Generation 2
        ${SYNC.replace('time=50', 'time=500')}
        EventBatch m=3 time=600
        ProcStatus 1 0 1
        GoStatus 1 1 3 2
        UserLog 1 5 "key" "value" 0
        UserRegionEnd 1 5 "read" 0
        UserTaskEnd 1 5 0`,
    )
    expect(lines.slice(-4, -1)).toEqual([
      '553 m=3 p=0 g=1 UserLog task 5 "key" "value"',
      '554 m=3 p=0 g=1 UserRegionEnd task 5 "read"',
      '555 m=3 p=0 g=1 UserTaskEnd task 5 "load" parent -',
    ])
  })

  it('of a newer header are read as far as they are known', () => {
    const known = readTrace(traceOf(running('HeapAlloc 1 5', 31)))
    expect(known).toMatchObject({
      events: 3,
      failure: null,
      issues: [{ code: 'gotrace/newer-version', severity: 'note' }],
    })
    // Type 60 is none of Go 1.27's.
    const bytes = traceOf(running('HeapAlloc 1 5', 31))
    bytes[bytes.indexOf(37, 60)] = 60
    expect(readTrace(bytes)).toMatchObject({
      events: 1,
      failure: { code: 'gotrace/unknown-event', reason: expect.stringContaining('go 1.31 is newer') as string },
    })
  })
})

describe('a v2 trace that breaks', () => {
  const second = `
    Generation 2
    ${SYNC.replace('time=50', 'time=500')}
    EventBatch m=3 time=600
    ProcStatus 1 0 1
    GoStatus 1 1 3 2`

  it.each([
    [
      'ends a goroutine that does not run',
      'GoStatus 1 9 ^0 4\nGoDestroy 1\nGoDestroy 1',
      "expected a goroutine but didn't have one",
    ],
    ['starts a goroutine while another runs', 'GoStatus 1 9 ^0 1\nGoStart 1 9 1', 'expected no goroutine but had one'],
    [
      'creates a goroutine twice',
      'GoCreate 1 9 0 0\nGoCreate 1 9 0 0',
      'tried to create goroutine (9) that already exists',
    ],
    [
      'waits for what never comes',
      'GoStart 1 9 1',
      'broken trace: failed to advance: no thread has an event whose turn it is',
    ],
    ['names a stack that is not there', 'GoSyscallBegin 1 1 77', 'found invalid stack ID 77 for event GoSyscallBegin'],
    ['names a string that is not there', 'GoLabel 1 77', 'found invalid string ID 77 for event GoLabel'],
    [
      'ends another region than the innermost',
      'UserRegionBegin 1 1 "a" 0\nUserRegionEnd 1 1 "b" 0',
      expect.stringContaining('misuse of region') as string,
    ],
    ['begins a task twice', 'UserTaskBegin 1 5 0 "t" 0\nUserTaskBegin 1 5 0 "t" 0', 'task ID conflict: 5'],
    ['ends a sweep that never began', 'GCSweepEnd 1 0 0', 'tried to end event, but not in-flight: GCSweepEnd'],
    [
      'begins an assist twice',
      'GCMarkAssistBegin 1 0\nGCMarkAssistBegin 1 0',
      expect.stringContaining('already in-flight') as string,
    ],
    ['leaves a syscall that never began', 'GoSyscallEnd 1', "GoSyscallEnd event for goroutine that's not Syscall"],
    ['has a proc status that is none', 'ProcStatus 1 9 69', 'invalid status for proc 9: 69'],
    ['says of a proc what it is not', 'ProcStatus 1 0 2', 'inconsistent status for proc 0: old Running vs. new Idle'],
    ['puts a snapshot among events', 'ClockSnapshot 1 5 5 5', 'bad event type found while ordering: 51'],
  ])('%s', (_, events, reason) => {
    const { failure, summary, issues, faults, generations } = readTrace(traceOf(running(`HeapAlloc 1 1\n${events}`)))
    expect(faults).toEqual([])
    expect(failure).toMatchObject({ reason, generation: 1, thread: 3n, code: 'gotrace/inconsistent' })
    expect(failure?.byte).toBeGreaterThan(16)
    expect(summary).toMatchObject({ counts: { generations: 0 } })
    expect(generations).toHaveLength(1)
    expect(issues).toMatchObject([{ severity: 'error', code: 'gotrace/inconsistent' }])
  })

  it('keeps all generations before it, and says where it broke', () => {
    const { failure, summary, faults } = readTrace(
      traceOf(`${running('HeapAlloc 1 5')}${second}\nGoDestroy 1\nGoDestroy 1`),
    )
    expect(faults).toEqual([])
    expect(summary?.counts).toMatchObject({ events: 6, generations: 1 })
    expect(failure).toMatchObject({ generation: 2, event: 'GoDestroy', thread: 3n })
  })

  it('tells a cut file from a broken one, and keeps what is whole', () => {
    const whole = traceOf(`${running('HeapAlloc 1 5')}${second}`)
    const first = traceOf(running('HeapAlloc 1 5'))
    for (let length = first.length + 1; length < whole.length; length++) {
      const { failure, summary, faults } = readTrace(whole.subarray(0, length))
      expect(faults).toEqual([])
      // Without a batch of events nothing tells that the generation is cut.
      if (failure !== null) expect(failure.code).toBe('gotrace/truncated')
      expect(summary?.counts).toMatchObject({ events: 3, generations: 1 })
    }
    expect(readTrace(whole)).toMatchObject({ failure: null, events: 5 })
  })

  it('before 1.26 reads the last generation as far as its tables are there', () => {
    const events = running('GoSyscallBegin 1 1 5', 25)
    const whole = traceOf(`${events}\nStacks\nStack 5 0x10,"main.f","f.go",1`)
    expect(readTrace(whole)).toMatchObject({ events: 3, failure: null })
    expect(readTrace(whole.subarray(0, traceOf(events).length + 3))).toMatchObject({
      events: 2,
      thrown: null,
      failure: { code: 'gotrace/truncated', reason: 'found invalid stack ID 5 for event GoSyscallBegin' },
    })
  })

  it.each([
    ['a batch that is none', `${running('HeapAlloc 1 5')}\nRaw 07`, 'expected batch event, got event 7'],
    [
      'a batch that is too large',
      `${running('HeapAlloc 1 5')}\nRaw 01 01 03 64 81 80 04`,
      'invalid batch size 65537, maximum is 65536',
    ],
    [
      'an event that is none',
      running('HeapAlloc 1 5').replace('HeapAlloc 1 5', 'Bytes ff'),
      'found invalid event type: 255',
    ],
    [
      'a table record among events',
      running('').replace('GoStatus', 'Bytes 05\nGoStatus'),
      'found event without a timestamp: type=5',
    ],
    ['an argument of 11 bytes', running('Bytes 25 01 ff ff ff ff ff ff ff ff ff ff 01'), 'found invalid uvarint'],
    [
      'a time of more than 64 bits',
      running('Bytes 25 ff ff ff ff ff ff ff ff ff 02'),
      'found invalid uvarint for timestamp',
    ],
    ['two frequencies', running('', 26, `${SYNC}\nFrequency 5`), 'found multiple frequency events'],
    ['no frequency', running('', 26, 'Sync\nClockSnapshot 1 1 1 1'), 'no frequency event found'],
    ['a frequency of 0', running('', 26, 'Sync\nFrequency 0\nClockSnapshot 1 1 1 1'), 'the frequency is 0'],
    ['no clock snapshot', running('', 26, 'Sync\nFrequency 5'), 'no clock snapshot event found'],
    ['a string twice', running('Strings\nString 5 "a"\nString 5 "a"'), 'multiple strings with the same ID: id=5'],
    ['a stack twice', running('Stacks\nStack 5\nStack 5'), 'multiple stacks with the same ID: id=5'],
    ['generations out of order', running('HeapAlloc 1 5\nEventBatch gen=3 m=3', 25), 'generations out of order'],
    [
      'generations between each other',
      running('HeapAlloc 1 5\nEventBatch gen=3 m=3'),
      expect.stringContaining('interleaved') as string,
    ],
    ['generation 0', 'go 1.26\nGeneration 1\nEventBatch gen=0 m=3', 'invalid generation number 0'],
  ])('has %s', (_, text, reason) => {
    expect(readTrace(traceOf(text))).toMatchObject({
      failure: { reason, code: 'gotrace/malformed' },
      faults: [],
    })
  })

  it('is refused where nothing of it could be read, with the code of the fault', () => {
    expect(readTrace(traceOf('go 1.26\nRaw 07'))).toMatchObject({ summary: null, thrown: 'gotrace/malformed' })
    expect(readTrace(traceOf('go 1.23'))).toMatchObject({
      summary: null,
      failure: { reason: 'no frequency event found' },
    })
    expect(readTrace(new Uint8Array(9))).toMatchObject({ summary: null, thrown: 'gotrace/truncated' })
    expect(readTrace(new TextEncoder().encode('go 1.24 trace\0\0\0'))).toMatchObject({
      thrown: 'gotrace/unknown-version',
    })
  })

  it('refuses a time that a double cannot hold', () => {
    expect(reasonOf(traceOf(running('HeapAlloc 9007199254740993 5')))).toMatch(/more than 2\^53 ns/)
  })
})
