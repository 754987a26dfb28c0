// GODEBUG=allocfreetrace=1 (Go 1.5 to 1.22; runtime/mprof.go): every allocation and free with the stack of its goroutine.
//   tracealloc(0xc000014050, 0x10, string)
//   goroutine 1 [running]:
//   runtime.mallocgc(0x10, 0x4a1c80, 0x1)
//   <tab>/usr/local/go/src/runtime/malloc.go:1112 +0x5f
//   main.load(...)
// Kept of the stack: the goroutine, and the first function that is not the runtime's.
import { emptyEvent } from './eventLine.ts'
import type { AllocEvent } from './eventLine.ts'

const ALLOC = /^tracealloc\((0x[0-9a-f]+), (0x[0-9a-f]+)(?:, (.*))?\)$/
const FREE = /^tracefree\((0x[0-9a-f]+), (0x[0-9a-f]+)\)$/
const GC = /^tracegc\(\)$/
const GOROUTINE = /^goroutine (\d+) /

export class FreeTrace {
  private open: AllocEvent | null = null
  private line = 0
  /** The type of the object stands for the function until one comes. */
  private hasSite = false
  private readonly give: (event: AllocEvent, line: number) => void

  constructor(give: (event: AllocEvent, line: number) => void) {
    this.give = give
  }

  get isOpen(): boolean {
    return this.open !== null
  }

  /** True: the line is part of such a block. */
  take(text: string, line: number): boolean {
    const begun = beginning(text)
    if (begun !== null) {
      this.end()
      this.open = begun
      this.line = line
      this.hasSite = false
      return true
    }
    if (this.open === null) return false
    if (text === '') {
      this.end()
      return true
    }
    const goroutine = GOROUTINE.exec(text)
    if (goroutine) {
      const id = Number(goroutine[1])
      this.open.goroutine = id > 0 && Number.isSafeInteger(id) ? id : Number.NaN
      return true
    }
    const open = text.lastIndexOf('(')
    if (!this.hasSite && open > 0 && text.endsWith(')') && !/^(?:runtime|internal\/runtime\/\w+)\./.test(text)) {
      this.open.text = text.slice(0, Math.min(open, 1000))
      this.hasSite = true
    }
    return text.startsWith('\t') || text.endsWith(')') || text.startsWith('created by ') || text.startsWith('...')
  }

  end(): void {
    const { open } = this
    this.open = null
    if (open !== null) this.give(open, this.line)
  }
}

export const isFreeTraceLine = (text: string): boolean => beginning(text) !== null

function beginning(text: string): AllocEvent | null {
  if (!text.startsWith('trace')) return null
  const alloc = ALLOC.exec(text)
  if (alloc)
    return { ...emptyEvent(), kind: 'malloc', address: number(alloc[1]), size: number(alloc[2]), text: alloc[3] ?? '' }
  const free = FREE.exec(text)
  if (free) return { ...emptyEvent(), kind: 'free', address: number(free[1]), size: number(free[2]) }
  return GC.test(text) ? { ...emptyEvent(), kind: 'gc' } : null
}

const number = (hex: string | undefined): number => {
  const value = Number(hex)
  return Number.isSafeInteger(value) ? value : Number.NaN
}
