// Execution traces of Go 1.5–1.21 written as text: the order between procs, what v1 events mean in v2, and damage. A v1 trace is
// all or nothing.
import { describe, expect, it } from 'vitest'
import { BatchRelease, BatchStore } from '../../../electron/engine/formats/gotrace/v1/BatchStore.ts'
import { TraceDump } from '../../support/dumpTrace.ts'
import { readTrace } from '../../support/readTrace.ts'
import { traceOf } from '../../support/traceText.ts'

/** A tick is a nanosecond. */
const FOOTER = `
  Frequency 1000000000`

/** One proc with goroutine 1 running at 110; `more` follows. */
const started = (more: string, version = 21, footer = FOOTER): string => `
  go 1.${version}
  Batch 0 100
  GoCreate 1 1 2 3
  ProcStart 2 55
  ${version < 7 ? 'GoStart 1 1' : 'GoStart 7 1 1'}
  Gomaxprocs 1 4 5
  ${more}
  ${footer}`

function linesOf(text: string): string[] {
  const dump = new TraceDump()
  const { faults, failure } = readTrace(traceOf(text), { sink: dump })
  expect(failure).toBe(null)
  expect(faults).toEqual([])
  return dump.lines.slice(2, -1)
}

describe('a v1 trace', () => {
  it('tells what there was when tracing began, as states', () => {
    expect(
      linesOf(`
        go 1.21
        Batch 0 100
        GoCreate 1 1 0 0
        GoCreate 1 2 0 0
        GoCreate 1 3 0 0
        GoCreate 1 4 0 0
        GoWaiting 1 2
        GoInSyscall 1 4
        ProcStart 1 7
        GoStart 1 1 1
        Gomaxprocs 1 8 0
        Gomaxprocs 1 8 0
        ${FOOTER}`),
    ).toEqual([
      '4 m=- p=0 g=- GoStatus G2 Undetermined->Waiting thread -',
      '5 m=- p=0 g=- GoStatus G4 Undetermined->Syscall thread -',
      '6 m=7 p=- g=- ProcStatus P0 Undetermined->Running',
      '7 m=7 p=0 g=- GoStatus G1 Undetermined->Running thread -',
      '8 m=- p=- g=- GoStatus G3 Undetermined->Runnable thread -',
      '9 m=7 p=0 g=1 ProcsChange procs=8',
    ])
  })

  it('may say that what waits returns from a syscall, or is woken in one: what it was in is told', () => {
    const lines = linesOf(`
        go 1.21
        Batch 0 100
        GoCreate 1 1 0 0
        GoCreate 1 2 0 0
        GoCreate 1 3 0 0
        GoWaiting 1 2
        GoInSyscall 1 3
        ProcStart 1 7
        GoStart 1 1 1
        Gomaxprocs 1 8 0
        GoUnblock 1 3 2 0
        GoSysExit 5 2 2 0
        ${FOOTER}`)
    expect(lines.filter((line) => line.includes('->Runnable'))).toEqual([
      expect.stringContaining('G3 Syscall->Runnable'),
      expect.stringContaining('G2 Waiting->Runnable'),
    ])
  })

  it('is put in the order its goroutines ask for, whatever the clocks say', () => {
    // Proc 1 starts goroutine 9 by a clock that agrees, goroutine 8 waits for proc 0's unblock.
    expect(
      linesOf(`
        go 1.19
        Batch 0 100
        GoCreate 1 1 0 0
        ProcStart 1 3
        GoStart 1 1 1
        Gomaxprocs 1 2 0
        GoCreate 6 9 0 0
        GoUnblock 5 8 2 0
        Batch 1 100
        ProcStart 2 4
        GoStart 9 9 1
        GoBlock 1 0
        GoStart 5 8 3
        Batch 18446744073709551615 50
        GoCreate 1 8 0 0
        GoWaiting 1 8
        ${FOOTER}`).slice(-5),
    ).toEqual([
      '59 m=3 p=0 g=1 GoCreate G9 NotExist->Runnable starts ',
      '60 m=4 p=1 g=- GoStart G9 Runnable->Running',
      '61 m=4 p=1 g=9 GoBlock G9 Running->Waiting ""',
      '64 m=3 p=0 g=1 GoUnblock G8 Waiting->Runnable',
      '66 m=4 p=1 g=- GoStart G8 Runnable->Running',
    ])
  })

  it('returns from a blocked syscall when it says so, not when it can say so', () => {
    expect(
      linesOf(
        started(`
          GoSysCall 10 0
          GoSysBlock 10
          HeapAlloc 10 4096
          HeapAlloc 10 8192
          GoSysExit 10 1 2 142
          GoStart 5 1 3`),
      ).slice(-5),
    ).toEqual([
      '20 m=55 p=0 g=1 GoSyscallBegin G1 Running->Syscall',
      '40 m=55 p=0 g=- HeapAlloc bytes=4096',
      '41 m=- p=- g=1 GoSyscallEndBlocked G1 Syscall->Runnable',
      '50 m=55 p=0 g=- HeapAlloc bytes=8192',
      '65 m=55 p=0 g=- GoStart G1 Runnable->Running',
    ])
  })

  it('gives a syscall that kept its proc a nanosecond, and says so', () => {
    const { issues } = readTrace(traceOf(started('GoSysCall 10 0\nGoSched 10 0')))
    expect(issues).toMatchObject([{ code: 'gotrace/no-syscall-duration', severity: 'note', count: 1 }])
    expect(linesOf(started('GoSysCall 10 0\nGoSched 10 0')).slice(-3)).toEqual([
      '20 m=55 p=0 g=1 GoSyscallBegin G1 Running->Syscall',
      '21 m=55 p=0 g=1 GoSyscallEnd G1 Syscall->Running',
      '30 m=55 p=0 g=1 GoStop G1 Running->Runnable "runtime.Gosched"',
    ])
  })

  it('names stops, tasks, regions, logs, labels, samples and stacks', () => {
    expect(
      linesOf(
        started(
          `
          String 1 "load"
          String 2 "read"
          UserTaskCreate 1 7 0 1 0
          UserRegion 1 7 0 2 0
          UserLog 1 7 2 0 "done 完成"
          UserRegion 1 7 1 2 0
          UserTaskEnd 1 7 0
          GCStart 1 0 9
          STWStart 1 10
          STWDone 1
          GCSweepStart 1 0
          GCSweepDone 1 100 50
          GoEnd 1
          GoCreate 1 5 0 0
          GoStartLabel 1 5 1 1
          CPUSample 1 121 0 5 9`,
          21,
          `Stack 9 0x401000,1,2,33${FOOTER}`,
        ),
      ).slice(-15),
    ).toEqual([
      '11 m=55 p=0 g=1 UserTaskBegin task 7 "load" parent -',
      '12 m=55 p=0 g=1 UserRegionBegin task 7 "read"',
      '13 m=55 p=0 g=1 UserLog task 7 "read" "done 完成"',
      '14 m=55 p=0 g=1 UserRegionEnd task 7 "read"',
      '15 m=55 p=0 g=1 UserTaskEnd task 7 "load" parent -',
      '16 m=55 p=0 g=1 GCBegin seq=0 at load:33',
      '17 m=55 p=0 g=1 STWBegin G1 "start trace"',
      '18 m=55 p=0 g=1 STWEnd G1 "start trace"',
      '19 m=55 p=0 g=1 GCSweepBegin P0',
      '20 m=- p=0 g=5 CPUSample at load:33',
      '21 m=55 p=0 g=1 GCSweepEnd P0 swept=100 reclaimed=50',
      '22 m=55 p=0 g=1 GoDestroy G1 Running->NotExist',
      '23 m=55 p=0 g=- GoCreate G5 NotExist->Runnable starts ',
      '24 m=55 p=0 g=- GoStart G5 Runnable->Running',
      '25 m=55 p=0 g=5 GoLabel G5 "load"',
    ])
  })

  it.each([7, 8, 9, 10, 11, 19, 21])('of header 1.%i has its own arguments', (version) => {
    const more = [
      `GCStart 1 0 0`,
      version < 10 ? 'STWStart 1' : 'STWStart 1 0',
      'STWDone 1',
      'GCSweepStart 1 0',
      version < 9 ? 'GCSweepDone 1' : 'GCSweepDone 1 64 32',
      'GCDone 1',
      ...(version < 8 ? [] : ['GoBlockGC 1 0']),
    ]
    const lines = linesOf(started(more.join('\n'), version))
    expect(lines).toContain(
      '12 m=55 p=0 g=1 STWBegin G1 "GC mark termination"'.replace(
        'GC mark termination',
        version === 21 ? '' : 'GC mark termination',
      ),
    )
    expect(lines).toContain(
      `15 m=55 p=0 g=1 GCSweepEnd P0 swept=${version < 9 ? 0 : 64} reclaimed=${version < 9 ? 0 : 32}`,
    )
  })

  it('copes with stacks that never come', () => {
    expect(readTrace(traceOf(started('UserTaskEnd 1 3 77'))).issues).toMatchObject([
      { code: 'gotrace/unknown-stack', count: 1 },
    ])
  })
})

describe('the bytes of a v1 trace', () => {
  it('are given back with the last batch that lies in the same memory', () => {
    const store = new BatchStore(16)
    store.append(new Uint8Array(100))
    const [first, second] = [store.cut(40), store.cut(100)]
    // No room for these beside the others.
    store.append(new Uint8Array(300_000))
    const third = store.cut(300_000)
    expect(second.memory).toBe(first.memory)
    expect(third.memory).not.toBe(first.memory)
    const release = new BatchRelease([[first, third], [second]])
    release.done(first)
    expect(second.memory.length).toBeGreaterThan(0)
    release.done(second)
    expect(second.memory.length).toBe(0)
    expect(third.memory.length).toBeGreaterThan(0)
    release.done(third)
    expect(third.memory.length).toBe(0)
  })
})

describe('a v1 trace that breaks', () => {
  it.each([
    ['has no frequency', started('', 21, ''), 'no EvFrequency event'],
    [
      'is cut in an event',
      started('HeapAlloc 1 5', 21, 'Raw 61 05'),
      'failed to read event 33 argument: malformatted base-128 varint',
    ],
    ['is cut in a record with a length', started('', 21, 'Raw ed 20 01'), 'failed to read trace: EOF'],
    ['is cut in a message', started('', 21, 'Raw f0 05 01 01 06 0b 0c 20 41'), 'failed to read trace: unexpected EOF'],
    ['has an unknown event', started('Raw 3f'), 'unknown event type 63'],
    ['has an event of a later version', started('UserTaskEnd 1 5 0', 10), 'unknown event type 46'],
    [
      'begins without a batch',
      `go 1.21\nHeapAlloc 1 5${FOOTER}`,
      'read event 33 with current P of 0, but P has no batches yet',
    ],
    ['has a string twice', started('String 1 "a"\nString 1 "a"'), 'string has duplicate id 1'],
    ['has a string 0', started('String 0 "a"'), 'string has invalid id 0'],
    ['has too few arguments', started('Raw 21 01'), 'HeapAlloc has wrong number of arguments: want 2, got 1'],
    ['has too many arguments', started('Raw e1 03 01 01 01'), 'HeapAlloc has wrong number of arguments: want 2, got 3'],
    [
      'has a record that is too long',
      started('Raw ed 81 10'),
      'failed to read event 45 argument: length-prefixed argument too big: 2049 bytes, limit is 2048',
    ],
    ['waits for what never comes', started('GoStart 1 9 1'), 'no consistent ordering of events possible'],
    [
      'has clocks that disagree with it',
      started('GoSched 1 0\nBatch 1 50\nProcStart 1 3\nGoStart 1 1 2'),
      'time stamps out of order',
    ],
    [
      'returns before it blocked',
      started('GoSysCall 1 0\nGoSysBlock 5\nGoSysExit 5 1 2 90'),
      'time stamps out of order',
    ],
    [
      'begins one that ended anew',
      started('GoCreate 1 5 0 0\nGoSched 1 0\nGoStart 1 5 1\nGoEnd 1\nGoStart 1 1 2\nGoCreate 1 5 0 0'),
      'no consistent ordering of events possible',
    ],
    ['unblocks what runs', started('GoUnblock 1 1 2 0'), 'no consistent ordering of events possible'],
    ['collects twice', started('GCStart 1 0 0\nGCStart 1 1 0'), 'previous GC is not ended before a new one'],
    [
      'ends another region',
      started('String 1 "a"\nString 2 "b"\nUserRegion 1 1 0 1 0\nUserRegion 1 1 1 2 0'),
      expect.stringContaining('misuse of region in goroutine 1') as string,
    ],
    [
      'runs two goroutines on a proc',
      started('GoCreate 1 5 0 0\nGoStart 1 5 1'),
      'p 0 is already running a goroutine while start g 5',
    ],
    ['has an event that means nothing in v2', started('FutileWakeup 1'), 'unexpected event type 36'],
  ])('%s', (_, text, reason) => {
    expect(readTrace(traceOf(text))).toMatchObject({
      summary: null,
      events: 0,
      failure: { reason },
      thrown: expect.stringMatching(/^gotrace\/(malformed|inconsistent|truncated)$/) as string,
      faults: [],
    })
  })

  it('of Go 1.5 is checked, and refused for want of function names', () => {
    const text = (ticks: number): string => `
      go 1.5
      Raw 41 00 01 64
      Raw 61 01 01 05
      Raw 61 01 ${ticks.toString(16).padStart(2, '0')} 05`
    expect(readTrace(traceOf(text(3)))).toMatchObject({ thrown: 'gotrace/needs-binary' })
    expect(
      readTrace(traceOf('go 1.5\nRaw 41 00 01 64\nRaw 61 02 05 05\nRaw 41 01 01 64\nRaw 61 01 09 05')),
    ).toMatchObject({ failure: { reason: 'time stamps out of order' } })
  })
})
