// Execution traces of Go 1.26 as a test tells them: what goroutines did and when; sequence numbers, batches and tables are worked out here.
// Thread m holds proc m − 1 and runs goroutine m at first. Times are nanoseconds; those of a thread may be told in any order.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { traceOf } from './traceText.ts'

const START = 1000
/** Events of a batch, which holds 64 KiB. */
const BATCH = 1000
const STATUS = { runnable: 1, running: 2, syscall: 3, waiting: 4 } as const

interface Told {
  time: number
  order: number
  text: string
}

export class PlayedTrace {
  private readonly threads: Told[][]
  private readonly stacks = new Map<string, number>()
  private readonly seq = new Map<string, number>()
  private readonly more: string[] = []
  private order = 0

  constructor(threads = 2) {
    this.threads = Array.from({ length: threads }, () => [])
    for (let m = 1; m <= threads; m++) {
      this.tell(m, 0, `ProcStatus ${m - 1} 1`)
      this.status(m, m, 'running', m)
    }
    this.tell(1, 0, `ProcsChange ${threads} 0`)
  }

  /** An event as traceText has it, without its time. */
  tell(m: number, time: number, text: string): this {
    this.threads[m - 1]?.push({ time: Math.round(time), order: this.order++, text })
    return this
  }

  /** A stack by its functions, leaf first; none: 0. */
  stack(...functions: string[]): number {
    if (functions.length === 0) return 0
    const key = functions.join('\n')
    const known = this.stacks.get(key) ?? this.stacks.size + 1
    this.stacks.set(key, known)
    return known
  }

  status(m: number, goroutine: number, state: keyof typeof STATUS, on?: number): this {
    return this.tell(m, 0, `GoStatus ${goroutine} ${on ?? '^0'} ${STATUS[state]}`)
  }
  create(m: number, time: number, goroutine: number, start: string, ...at: string[]): this {
    return this.tell(m, time, `GoCreate ${goroutine} ${this.stack(start)} ${this.stack(...at)}`)
  }
  start(m: number, time: number, goroutine: number): this {
    return this.tell(m, time, `GoStart ${goroutine} ${this.next(`g${goroutine}`)}`)
  }
  /** What m runs waits. */
  block(m: number, time: number, reason: string, ...at: string[]): this {
    return this.tell(m, time, `GoBlock "${reason}" ${this.stack(...at)}`)
  }
  /** What m runs could go on. */
  stop(m: number, time: number, reason: string, ...at: string[]): this {
    return this.tell(m, time, `GoStop "${reason}" ${this.stack(...at)}`)
  }
  end(m: number, time: number): this {
    return this.tell(m, time, 'GoDestroy')
  }
  wake(m: number, time: number, goroutine: number, ...at: string[]): this {
    return this.tell(m, time, `GoUnblock ${goroutine} ${this.next(`g${goroutine}`)} ${this.stack(...at)}`)
  }
  syscall(m: number, from: number, to: number, ...at: string[]): this {
    this.tell(m, from, `GoSyscallBegin ${this.next(`p${m - 1}`)} ${this.stack(...at)}`)
    return this.tell(m, to, 'GoSyscallEnd')
  }
  /** The proc of m idles. */
  idle(m: number, from: number, to: number): this {
    this.tell(m, from, 'ProcStop')
    return this.tell(m, to, `ProcStart ${m - 1} ${this.next(`p${m - 1}`)}`)
  }
  /** What m runs stops the world. */
  stopWorld(m: number, from: number, to: number, kind: string, ...at: string[]): this {
    this.tell(m, from, `STWBegin "${kind}" ${this.stack(...at)}`)
    return this.tell(m, to, 'STWEnd')
  }
  gc(m: number, from: number, to: number): this {
    this.tell(m, from, `GCBegin ${this.next('gc')} 0`)
    return this.tell(m, to, `GCEnd ${this.next('gc')}`)
  }
  assist(m: number, from: number, to: number, ...at: string[]): this {
    this.tell(m, from, `GCMarkAssistBegin ${this.stack(...at)}`)
    return this.tell(m, to, 'GCMarkAssistEnd')
  }
  sweep(m: number, from: number, to: number, [swept, reclaimed]: [number, number], ...at: string[]): this {
    this.tell(m, from, `GCSweepBegin ${this.stack(...at)}`)
    return this.tell(m, to, `GCSweepEnd ${swept} ${reclaimed}`)
  }
  region(m: number, from: number, to: number, task: number, name: string, ...at: string[]): this {
    this.tell(m, from, `UserRegionBegin ${task} "${name}" ${this.stack(...at)}`)
    return this.tell(m, to, `UserRegionEnd ${task} "${name}" ${this.stack(...at)}`)
  }
  /** `to`: null, it does not end. */
  task(m: number, from: number, to: number | null, id: number, name: string, parent = 0): this {
    this.tell(m, from, `UserTaskBegin ${id} ${parent} "${name}" ${this.stack('main.begin')}`)
    return to === null ? this : this.tell(m, to, `UserTaskEnd ${id} ${this.stack('main.begin')}`)
  }
  log(m: number, time: number, task: number, category: string, message: string): this {
    return this.tell(m, time, `UserLog ${task} "${category}" "${message}" ${this.stack('main.log')}`)
  }
  /** Pages of 8 KiB, objects told by 8 bytes: the alloc/free experiment. */
  withAllocations(): this {
    this.more.push('Experiment 1 m=1', 'Bytes 01 80 80 80 8c d1 a1 07 80 40 08 80 10')
    return this
  }

  private next(name: string): number {
    const seq = (this.seq.get(name) ?? 0) + 1
    this.seq.set(name, seq)
    return seq
  }

  bytes(): Uint8Array {
    const lines = ['go 1.26', 'Generation 1', 'Sync', 'Frequency 1000000000', 'ClockSnapshot 1 5000 1700000000 0']
    this.threads.forEach((told, at) => {
      const inOrder = [...told].sort((a, b) => a.time - b.time || a.order - b.order)
      let last = 0
      inOrder.forEach(({ time, text }, event) => {
        if (event % BATCH === 0) {
          lines.push(`EventBatch m=${at + 1} time=${START + time}`)
          last = time
        }
        const [name = '', ...rest] = text.split(' ')
        lines.push([name, time - last, ...rest].join(' '))
        last = time
      })
    })
    lines.push(...this.more, 'Stacks')
    for (const [functions, id] of this.stacks) {
      const frames = functions.split('\n').map((name, at) => `${4096 + id * 64 + at},"${name}","main.go",${at + 1}`)
      lines.push(`Stack ${id} ${frames.join(' ')}`)
    }
    return traceOf(lines.join('\n'))
  }

  /** Written to a file of its own. */
  file(name = 'played.trace'): string {
    const path = join(mkdtempSync(join(tmpdir(), 'heapcase-played-')), name)
    writeFileSync(path, this.bytes())
    return path
  }
}
