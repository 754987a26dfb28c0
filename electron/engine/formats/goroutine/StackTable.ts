// Frames and stacks of a file, each once, as numbers of numbers: a frame is a function, a file, a line and marks; a stack is a
// row of frames, leaf first.
import type { StackTables } from '../../../../shared/records/index.ts'
import { Uint32List } from '../grow.ts'
import { NO_ROOM } from './TextTable.ts'
import type { TextTable } from './TextTable.ts'

/** Above any of these, further stacks are not kept: `stackOf` gives NO_ROOM. */
const MAX_FRAMES = 1 << 20
const MAX_STACKS = 1 << 19
const MAX_STACK_FRAMES = 1 << 22

const SEED = (Math.random() * 0x1_0000_0000) | 0

function mixed(hash: number): number {
  let mix = hash ^ (hash >>> 16)
  mix = Math.imul(mix, 0x85eb_ca6b)
  mix ^= mix >>> 13
  return mix >>> 0
}

export class StackTable {
  private readonly functions = new Uint32List()
  private readonly files = new Uint32List()
  private readonly lines = new Uint32List()
  private readonly flags = new Uint32List()
  private frameSlots = new Int32Array(4096).fill(-1)
  private readonly stackStart = new Uint32List()
  private readonly stackFrame = new Uint32List()
  private readonly stackHashes = new Uint32List()
  private stackSlots = new Int32Array(2048).fill(-1)

  constructor() {
    this.stackStart.push(0)
    // Stack 0 is empty.
    this.stackOf(new Uint32Array(0), 0)
  }

  get stacks(): number {
    return this.stackHashes.length
  }

  get frames(): number {
    return this.functions.length
  }

  functionOf(frame: number): number {
    return this.functions.items[frame] as number
  }

  /** Frames of a stack, leaf first, as numbers of their function's name and file. */
  *framesOf(stack: number): Generator<{ fn: number; file: number }> {
    const end = this.stackStart.items[stack + 1] as number
    for (let at = this.stackStart.items[stack] as number; at < end; at++) {
      const frame = this.stackFrame.items[at] as number
      yield { fn: this.functions.items[frame] as number, file: this.files.items[frame] as number }
    }
  }

  /** Number of a frame; NO_ROOM where the table is full or one of its texts had no room. */
  frameOf(fn: number, file: number, line: number, flags: number): number {
    if (fn === NO_ROOM || file === NO_ROOM) return NO_ROOM
    const hash = this.frameHash(fn, file, line, flags)
    const mask = this.frameSlots.length - 1
    let slot = hash & mask
    for (let id = this.frameSlots[slot] as number; id >= 0; id = this.frameSlots[slot] as number) {
      if (
        this.functions.items[id] === fn &&
        this.files.items[id] === file &&
        this.lines.items[id] === line &&
        this.flags.items[id] === flags
      )
        return id
      slot = (slot + 1) & mask
    }
    if (this.functions.length >= MAX_FRAMES) return NO_ROOM
    const id = this.functions.length
    this.functions.push(fn)
    this.files.push(file)
    this.lines.push(line)
    this.flags.push(flags)
    this.frameSlots[slot] = id
    if (this.functions.length * 2 > this.frameSlots.length) this.rehashFrames()
    return id
  }

  /** Number of the stack of the first `length` of `frames`; NO_ROOM where the table is full. */
  stackOf(frames: Uint32Array, length: number): number {
    let hash = SEED ^ length
    for (let at = 0; at < length; at++) {
      hash = Math.imul(hash ^ (frames[at] as number), 0x9e37_79b1)
      hash ^= hash >>> 15
    }
    hash = mixed(hash)
    const mask = this.stackSlots.length - 1
    let slot = hash & mask
    for (let id = this.stackSlots[slot] as number; id >= 0; id = this.stackSlots[slot] as number) {
      if (this.stackHashes.items[id] === hash && this.isStack(id, frames, length)) return id
      slot = (slot + 1) & mask
    }
    if (this.stacks >= MAX_STACKS || this.stackFrame.length + length > MAX_STACK_FRAMES) return NO_ROOM
    const id = this.stacks
    for (let at = 0; at < length; at++) this.stackFrame.push(frames[at] as number)
    this.stackStart.push(this.stackFrame.length)
    this.stackHashes.push(hash)
    this.stackSlots[slot] = id
    if (this.stacks * 2 > this.stackSlots.length) this.rehashStacks()
    return id
  }

  tables(texts: TextTable): StackTables {
    return {
      strings: texts.texts(),
      frameFunction: this.functions.trimmed(),
      frameFile: this.files.trimmed(),
      frameLine: this.lines.trimmed(),
      frameFlags: Uint8Array.from(this.flags.items.subarray(0, this.flags.length)),
      stackStart: this.stackStart.trimmed(),
      stackFrame: this.stackFrame.trimmed(),
    }
  }

  private frameHash(fn: number, file: number, line: number, flags: number): number {
    let hash = Math.imul(SEED ^ fn, 0x9e37_79b1)
    hash = Math.imul((hash ^ (hash >>> 15)) + file, 0x85eb_ca6b)
    hash = Math.imul((hash ^ (hash >>> 13)) + line, 0xc2b2_ae35)
    return mixed(hash + flags)
  }

  private isStack(id: number, frames: Uint32Array, length: number): boolean {
    const start = this.stackStart.items[id] as number
    if ((this.stackStart.items[id + 1] as number) - start !== length) return false
    for (let at = 0; at < length; at++) if (this.stackFrame.items[start + at] !== frames[at]) return false
    return true
  }

  private rehashFrames(): void {
    const slots = new Int32Array(this.frameSlots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let id = 0; id < this.functions.length; id++) {
      let slot =
        this.frameHash(
          this.functions.items[id] as number,
          this.files.items[id] as number,
          this.lines.items[id] as number,
          this.flags.items[id] as number,
        ) & mask
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask
      slots[slot] = id
    }
    this.frameSlots = slots
  }

  private rehashStacks(): void {
    const slots = new Int32Array(this.stackSlots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let id = 0; id < this.stacks; id++) {
      let slot = (this.stackHashes.items[id] as number) & mask
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask
      slots[slot] = id
    }
    this.stackSlots = slots
  }
}
