// Traces in which one thing goes wrong, for each rule about traces, and one in which nothing does: told event by event.
import { PlayedTrace } from '../../support/playedTrace.ts'

const US = 1000
const MS = 1e6

/** Three procs: goroutine 2 runs, and wakes goroutine 1 each millisecond, which runs and waits for more; goroutine 3 is left to the story. */
function calm(milliseconds = 200): PlayedTrace {
  const play = new PlayedTrace(3)
  for (let k = 0; k < milliseconds; k++) {
    const at = k * MS
    play.block(1, at + 500 * US, 'chan receive', 'runtime.chanrecv1', 'main.consume', 'main.main')
    play.wake(2, at + 900 * US, 1, 'runtime.chansend1', 'main.produce')
    play.start(1, at + 910 * US, 1)
    play.stop(2, at + 950 * US, 'runtime.Gosched', 'main.produce')
    play.start(2, at + 955 * US, 2)
  }
  return play.tell(1, MS, 'HeapAlloc 4194304').tell(1, MS, 'HeapGoal 8388608')
}
/** Goroutine 3 has nothing to do: its thread is free for others. */
const freed = (play: PlayedTrace): PlayedTrace => play.end(3, 100 * US)

/** Goroutines 11, 12, 13 in turn run on thread 3 and wait for the next who gives way. */
function queued(reason: string, at: string[], waker: string[]): PlayedTrace {
  const play = freed(calm())
  for (const goroutine of [11, 12, 13]) play.status(3, goroutine, 'waiting')
  for (let k = 1; k < 190; k++) {
    const goroutine = 11 + (k % 3)
    play.wake(2, k * MS + 300 * US, goroutine, ...waker)
    play.start(3, k * MS + 310 * US, goroutine)
    play.block(3, k * MS + 600 * US, reason, ...at)
  }
  return play
}

/** With all that rules ask for, and nothing wrong. */
export function healthy(): PlayedTrace {
  const play = freed(calm()).withAllocations()
  play.stopWorld(2, 20.1 * MS, 20.15 * MS, 'GC sweep termination', 'runtime.gcStart', 'main.produce')
  play.gc(2, 20.2 * MS, 22.2 * MS)
  play.stopWorld(2, 22.21 * MS, 22.24 * MS, 'GC mark termination', 'runtime.gcMarkTermination')
  play.assist(2, 21.1 * MS, 21.2 * MS, 'runtime.mallocgc', 'main.produce')
  play.sweep(2, 23.1 * MS, 23.15 * MS, [8192, 4096], 'runtime.mallocgc', 'main.produce')
  for (let id = 1; id <= 20; id++) {
    const at = (30 + id) * MS
    play.task(2, at + 100 * US, at + 700 * US, id, 'request')
    play.region(2, at + 200 * US, at + 600 * US, id, 'decode', 'main.decode', 'main.produce')
  }
  for (let page = 0; page < 4; page++) play.tell(2, (60 + page) * MS + 100 * US, `SpanAlloc ${page} 1 20`)
  return play
}

/** Per rule: what happens, and whom the finding names. */
export const BROKEN: Readonly<Record<string, { play: () => PlayedTrace; names: RegExp }>> = {
  'long-stops': {
    play: () => calm().stopWorld(3, 50.1 * MS, 65 * MS, 'GC mark termination', 'main.collect'),
    names: /14\.9 ms/,
  },
  'slow-to-stop': {
    // The proc of goroutine 1 comes to rest only when that waits.
    play: () =>
      calm()
        .stopWorld(3, 50.6 * MS, 54.7 * MS, 'GC mark termination', 'main.collect')
        .idle(1, 54.6 * MS, 54.8 * MS),
    names: /main\.consume/,
  },
  'other-stops': {
    play: () => {
      const play = calm()
      for (let k = 1; k <= 30; k++)
        play.stopWorld(3, k * 5 * MS, k * 5.1 * MS, 'read mem stats', 'runtime.ReadMemStats', 'main.export')
      return play
    },
    names: /read mem stats, called in main\.export/,
  },
  'assist-heavy': {
    play: () => calm().assist(3, 10 * MS, 190 * MS, 'runtime.gcAssistAlloc', 'runtime.mallocgc', 'main.decode'),
    names: /main\.decode/,
  },
  'gc-back-to-back': {
    play: () => {
      const play = calm()
      for (let k = 0; k < 5; k++) play.gc(3, (k * 40 + 1) * MS, (k * 40 + 39) * MS)
      return play
    },
    names: /5 GC cycles/,
  },
  'idle-procs': {
    play: () =>
      freed(calm())
        .idle(3, 200 * US, 199 * MS)
        .create(2, 20.1 * MS, 20, 'main.serve', 'main.accept')
        .start(1, 190.6 * MS, 20)
        .end(1, 190.8 * MS),
    names: /idle/,
  },
  'scheduling-wait': {
    play: () => {
      const play = calm()
      for (let k = 0; k < 10; k++) {
        play.create(2, 10.1 * MS + k * US, 20 + k, 'main.serve', 'main.accept')
        play.start(1, (60 + k) * MS + 600 * US, 20 + k).end(1, (60 + k) * MS + 800 * US)
      }
      return play
    },
    names: /10 waits, 550 ms, of goroutines in main\.serve/,
  },
  'lock-convoy': {
    play: () =>
      queued(
        'sync',
        ['internal/sync.(*Mutex).lockSlow', 'sync.(*Mutex).Lock', 'main.(*Store).Put'],
        ['sync.(*Mutex).Unlock', 'main.(*Store).Put'],
      ),
    names: /main\.\(\*Store\)\.Put/,
  },
  'channel-bottleneck': {
    play: () => queued('chan send', ['runtime.chansend1', 'main.feed'], ['runtime.chanrecv1', 'main.drain']),
    names: /main\.feed.*main\.drain/,
  },
  'syscall-storm': {
    play: () => calm().syscall(3, 1 * MS, 199 * MS, 'syscall.read', 'main.readAll'),
    names: /main\.readAll/,
  },
  'goroutine-explosion': {
    play: () => {
      const play = calm()
      for (let k = 0; k < 10_000; k++) play.create(3, MS + k * 10 * US, 100 + k, 'main.fetch', 'main.fanOut')
      return play
    },
    names: /main\.fetch/,
  },
  'wake-storm': {
    // By nobody that runs: timers.
    play: () => {
      const play = freed(calm()).status(3, 11, 'waiting')
      for (let k = 0; k < 6600; k++) {
        const at = MS + k * 30 * US
        play.wake(3, at, 11).start(3, at + 2 * US, 11)
        play.block(3, at + 5 * US, 'sleep', 'time.Sleep', 'main.poll')
      }
      return play
    },
    names: /main\.poll \(sleep\)/,
  },
  'long-run': {
    play: () =>
      calm()
        .stop(3, 150 * MS, 'preempted', 'main.crunch', 'main.hash')
        .start(3, 150.1 * MS, 3),
    names: /main\.hash/,
  },
  'sweep-long': {
    play: () => calm().sweep(3, 10 * MS, 60 * MS, [1_000_000, 800_000], 'runtime.mallocgc', 'main.parse'),
    names: /main\.parse/,
  },
  'map-growth': {
    play: () =>
      calm()
        .region(3, 10 * MS, 60 * MS, 0, 'handle', 'main.handle')
        .assist(
          3,
          20 * MS,
          40 * MS,
          'internal/runtime/maps.(*table).grow',
          'runtime.mapassign_faststr',
          'main.index',
          'main.handle',
        ),
    names: /main\.index/,
  },
  'span-reuse': {
    play: () => {
      const play = calm().withAllocations()
      for (let page = 0; page < 700; page++) {
        play.tell(3, MS + page * 100 * US, `SpanAlloc ${page} 1 20`)
        play.tell(3, MS + page * 100 * US + US, `HeapObjectAlloc ${page * 1024} 9`)
      }
      return play
    },
    names: /700 spans of 48 B/,
  },
  'open-tasks': {
    play: () => {
      const play = calm()
      for (let id = 1; id <= 25; id++) play.task(3, id * MS, id <= 5 ? id * MS + 500 * US : null, id, 'request')
      return play
    },
    names: /20 did not/,
  },
  incomplete: { play: () => calm(50), names: /The trace is 50\.0 ms long only/ },
}
