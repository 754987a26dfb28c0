// Execution traces of any size that Go's reader accepts: a scheduler is played, its events written as the runtime writes them.
// Threads keep their procs; goroutines block, yield, wake each other, come and go, make syscalls. Seeded.
import { traceHeaderBytes, TraceBytes } from './traceBytes.ts'

export interface SyntheticOptions {
  /** Header: 22, 23, 25 or 26. */
  version?: number
  generations?: number
  /** Bytes of each generation, about. */
  generationBytes?: number
  threads?: number
  /** Goroutines that live at a time. */
  goroutines?: number
  /** Stacks of each generation's table. */
  stacks?: number
  seed?: number
}

const BATCH_BYTES = 60_000
/** Units of the clock per second, as on Linux: one is 64 ns. */
const FREQUENCY = 15_625_000
const REASONS = ['chan receive', 'chan send', 'select', 'sync', 'network', 'sleep', 'runtime.Gosched', 'preempted']

/** The header, then one piece per generation. */
export function* syntheticTrace(options: SyntheticOptions = {}): Generator<Uint8Array> {
  const { version = 26, generations = 2, generationBytes = 1 << 20 } = options
  yield traceHeaderBytes(version)
  const play = new Play(options)
  for (let generation = 1; generation <= generations; generation++)
    yield play.generation(generation, version, generationBytes)
}

/** Who waits, runs and is ready. Goroutine ids count from 1; thread t has the id 1000 + t and holds proc t. */
class Play {
  private readonly threads: number
  private readonly limit: number
  private readonly stacks: number
  private state: number
  private clock = 1_000_000
  private readonly seq = new Map<number, number>()
  private readonly runnable: number[] = []
  private readonly waiting: number[] = []
  private readonly running: number[]
  private readonly isInSyscall: boolean[]
  private readonly procSeq: number[]
  private nextId = 1
  private live = 0
  // Of the generation being written.
  private out = new TraceBytes(1 << 20)
  private number = 0
  /** Bytes in batches that are not full. */
  private pending = 0
  private readonly batches: TraceBytes[]
  private readonly starts: number[]
  private readonly lasts: number[]

  constructor({ threads = 16, goroutines = 4000, stacks = 200, seed = 1 }: SyntheticOptions) {
    this.stacks = stacks
    this.threads = threads
    this.limit = goroutines
    this.state = seed >>> 0
    this.running = Array.from({ length: threads }, () => 0)
    this.isInSyscall = Array.from({ length: threads }, () => false)
    this.procSeq = Array.from({ length: threads }, () => 0)
    this.batches = Array.from({ length: threads }, () => new TraceBytes(BATCH_BYTES + 1024))
    this.starts = Array.from({ length: threads }, () => 0)
    this.lasts = Array.from({ length: threads }, () => 0)
    for (let thread = 0; thread < threads; thread++) this.running[thread] = this.born()
    for (let left = Math.floor(goroutines / 2); left > 0; left--) this.waiting.push(this.born())
  }

  private born(): number {
    const id = this.nextId++
    this.seq.set(id, 0)
    this.live++
    return id
  }

  private random(below: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.state / 4_294_967_296) * below)
  }

  generation(number: number, version: number, bytes: number): Uint8Array {
    this.number = number
    this.out = new TraceBytes(bytes + (1 << 18))
    this.clock += 1000
    if (version >= 25) this.sync(version)
    this.restate()
    while (this.out.length + this.pending < bytes) this.step(this.random(this.threads))
    for (let thread = 0; thread < this.threads; thread++) {
      if (this.isInSyscall[thread] === true) this.syscallEnd(thread)
      this.flush(thread)
    }
    this.tables()
    if (version < 25) this.sync(version)
    if (version >= 26) this.out.byte(52)
    return this.out.view()
  }

  private table(write: (data: TraceBytes) => void): void {
    const data = new TraceBytes()
    write(data)
    this.header(0xffff_ffff_ffff_ffffn, this.clock, data)
  }

  private header(thread: number | bigint, time: number, data: TraceBytes): void {
    this.out.byte(1).varint(this.number).varint(thread).varint(time).paddedVarint(data.length).bytes(data.view())
  }

  private sync(version: number): void {
    this.table((data) => {
      if (version >= 25) data.byte(50)
      data.byte(8).varint(FREQUENCY)
      if (version >= 25)
        data
          .byte(51)
          .varint(10)
          .varint(this.clock * 64)
          .varint(1_790_000_000)
          .varint(500_000_000)
    })
  }

  private tables(): void {
    this.table((data) => {
      data.byte(4)
      REASONS.forEach((reason, index) =>
        data
          .byte(5)
          .varint(index + 1)
          .varint(reason.length)
          .text(reason),
      )
      for (let name = 0; name < 50; name++) {
        const text = `example.com/service/p${name % 7}.(*T${name % 5}).Method${name}`
        data
          .byte(5)
          .varint(10 + name)
          .varint(text.length)
          .text(text)
      }
    })
    this.table((data) => {
      data.byte(2)
      for (let stack = 1; stack <= this.stacks; stack++) {
        data.byte(3).varint(stack).varint(12)
        for (let frame = 0; frame < 12; frame++) {
          const place = (stack * 7 + frame * frame * 13) % 900
          data
            .varint(0x48_0000 + place * 16)
            .varint(10 + (place % 50))
            .varint(10 + (place % 7))
            .varint(10 + (place % 300))
        }
      }
    })
  }

  /** What every generation begins with: procs, what runs, and all other goroutines. */
  private restate(): void {
    for (let thread = 0; thread < this.threads; thread++) {
      this.procSeq[thread] = 0
      this.event(thread, 13, thread, 1)
      const goroutine = this.running[thread] as number
      if (goroutine !== 0) this.status(thread, goroutine, 2, 1000 + thread)
    }
    for (const goroutine of this.waiting) this.status(0, goroutine, 4, 0xffff_ffff_ffff_ffffn)
    for (const goroutine of this.runnable) this.status(0, goroutine, 1, 0xffff_ffff_ffff_ffffn)
    for (let thread = 0; thread < this.threads; thread++) this.event(thread, 37, 4_194_304)
  }

  private status(thread: number, goroutine: number, status: number, on: number | bigint): void {
    this.seq.set(goroutine, 0)
    this.event(thread, 25, goroutine, on, status)
  }

  private event(thread: number, type: number, ...args: (number | bigint)[]): void {
    const data = this.batches[thread] as TraceBytes
    this.clock += 1 + this.random(6)
    if (data.length === 0) {
      this.starts[thread] = this.clock
      this.lasts[thread] = this.clock
    }
    const before = data.length
    data.byte(type).varint(this.clock - (this.lasts[thread] as number))
    for (const arg of args) data.varint(arg)
    this.pending += data.length - before
    this.lasts[thread] = this.clock
    if (data.length > BATCH_BYTES) this.flush(thread)
  }

  private flush(thread: number): void {
    const data = this.batches[thread] as TraceBytes
    if (data.length === 0) return
    this.header(1000 + thread, this.starts[thread] as number, data)
    this.pending -= data.length
    data.clear()
  }

  private stack(): number {
    return 1 + this.random(this.stacks)
  }

  private raised(goroutine: number): number {
    const seq = (this.seq.get(goroutine) ?? 0) + 1
    this.seq.set(goroutine, seq)
    return seq
  }

  private taken(from: number[]): number {
    const at = this.random(from.length)
    const goroutine = from[at] as number
    from[at] = from[from.length - 1] as number
    from.pop()
    return goroutine
  }

  private step(thread: number): void {
    const current = this.running[thread] as number
    if (this.isInSyscall[thread] === true) return this.syscallEnd(thread)
    if (current === 0) return this.runnable.length > 0 ? this.start(thread) : this.wake(thread)
    const dice = this.random(100)
    if (dice < 32) this.leave(thread, 20, this.waiting)
    else if (dice < 42) this.leave(thread, 19, this.runnable)
    else if (dice < 75) this.wake(thread)
    else if (dice < 83) this.event(thread, 37, 4_000_000 + this.random(60_000_000))
    else if (dice < 90) {
      this.event(thread, 22, (this.procSeq[thread] = (this.procSeq[thread] as number) + 1), this.stack())
      this.isInSyscall[thread] = true
    } else if (this.live < this.limit || (this.live < this.limit * 1.5 && dice < 95)) {
      const created = this.born()
      this.event(thread, 14, created, this.stack(), this.stack())
      this.runnable.push(created)
    } else {
      this.event(thread, 17)
      this.live--
      this.seq.delete(current)
      this.running[thread] = 0
    }
  }

  private syscallEnd(thread: number): void {
    this.event(thread, 23)
    this.isInSyscall[thread] = false
  }

  private start(thread: number): void {
    const goroutine = this.taken(this.runnable)
    this.event(thread, 16, goroutine, this.raised(goroutine))
    this.running[thread] = goroutine
  }

  private wake(thread: number): void {
    if (this.waiting.length === 0) return this.event(thread, 38, 8_000_000)
    const goroutine = this.taken(this.waiting)
    this.event(thread, 21, goroutine, this.raised(goroutine), this.stack())
    this.runnable.push(goroutine)
  }

  private leave(thread: number, type: number, to: number[]): void {
    this.event(thread, type, 1 + this.random(REASONS.length), this.stack())
    to.push(this.running[thread] as number)
    this.running[thread] = 0
  }
}
