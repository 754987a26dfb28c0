// All stacks of one or two profiles, walked from their roots in step: opening a node moves its stacks one frame on.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import type { Frames } from './frames.ts'

interface Side {
  columns: ProfileColumns
  frames: Frames
  /** Value of each stack. */
  values: Float64Array
}

/** No function has number 0, the root's: it marks the end of a stack. */
const ENDED = 0

/**
 * Entries are the stacks with a value, those of the base after those of the profile. `open` takes a node's entries, moves each one
 * frame towards the leaf, and puts entries of one function side by side: the children are ranges of entries. No node is
 * remembered here, so memory is that of the stacks whatever the size of the tree. What belongs to an entry lies at its place
 * and moves with it: opening reads memory in order but for the frames themselves.
 */
export class StackWalk {
  readonly entries: number
  readonly totalWeight: number
  /** Frames of all stacks: no tree of them has more nodes beside its root. */
  readonly frames: number

  // What the last call of `open` found.
  /** Sums over the entries; `self` is what ends here. */
  value = 0
  base = 0
  self = 0
  /** Functions of the children, heaviest first; by function where its entries end, how many they are, weight and value. */
  children: readonly number[] = []
  readonly ends: Uint32Array
  readonly counts: Uint32Array
  readonly weights: Float64Array
  readonly values: Float64Array

  /** Functions of all stacks root first, each stack closed by ENDED. */
  readonly #functions: Uint32Array
  /** Places in #functions from here on are of the base. */
  readonly #split: number
  /** Place in #functions of each entry's next frame, and its value; and the same while entries move. */
  readonly #next: Uint32Array
  readonly #value: Float64Array
  readonly #movedNext: Uint32Array
  readonly #movedValue: Float64Array
  /** Function each entry has just moved to. */
  readonly #current: Uint32Array

  constructor(sides: readonly Side[], names: number) {
    let [entries, frames] = [0, 0]
    for (const side of sides) {
      for (const stack of stacksWithValue(side)) {
        entries++
        frames += depthOf(side, stack)
      }
    }
    this.entries = entries
    this.frames = frames
    this.#functions = new Uint32Array(frames + entries)
    this.#next = new Uint32Array(entries)
    this.#value = new Float64Array(entries)
    this.#movedNext = new Uint32Array(entries)
    this.#movedValue = new Float64Array(entries)
    this.#current = new Uint32Array(entries)
    this.ends = new Uint32Array(names)
    this.counts = new Uint32Array(names)
    this.weights = new Float64Array(names)
    this.values = new Float64Array(names)
    let [entry, place, weight, split] = [0, 0, 0, 0]
    for (const [i, side] of sides.entries()) {
      for (const stack of stacksWithValue(side)) {
        const value = side.values[stack] as number
        weight += Math.abs(value)
        this.#value[entry] = value
        this.#next[entry++] = place
        place = this.#write(side, stack, place)
      }
      if (i === 0) split = place
    }
    this.#split = split
    this.totalWeight = weight
  }

  /** Writes a stack root first, outermost line of each location first. */
  #write({ columns, frames }: Side, stack: number, from: number): number {
    let place = from
    const leaf = columns.stackStart[stack] as number
    for (let at = (columns.stackStart[stack + 1] as number) - 1; at >= leaf; at--) {
      const location = columns.stackLocation[at] as number
      const innermost = frames.start[location] as number
      for (let frame = (frames.start[location + 1] as number) - 1; frame >= innermost; frame--) {
        this.#functions[place++] = frames.name[frame] as number
      }
    }
    this.#functions[place] = ENDED
    return place + 1
  }

  /** Opens the node whose entries are at places `from … to` (end excluded). */
  open(from: number, to: number): void {
    const { counts, weights, values } = this
    const [functions, next, value, current, split] = [
      this.#functions,
      this.#next,
      this.#value,
      this.#current,
      this.#split,
    ]
    for (const fn of this.children) counts[fn] = 0
    const children: number[] = []
    let [sum, base, self] = [0, 0, 0]
    for (let place = from; place < to; place++) {
      const at = next[place] as number
      const fn = functions[at] as number
      const own = value[place] as number
      next[place] = at + 1
      current[place] = fn
      const isBase = at >= split
      if (isBase) base += own
      else sum += own
      if (fn === ENDED) {
        if (!isBase) self += own
        continue
      }
      if (counts[fn] === 0) {
        children.push(fn)
        weights[fn] = 0
        values[fn] = 0
      }
      counts[fn] = (counts[fn] as number) + 1
      weights[fn] = (weights[fn] as number) + Math.abs(own)
      if (!isBase) values[fn] = (values[fn] as number) + own
    }
    this.value = sum
    this.base = base
    this.self = self
    if (children.length > 1) children.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b)
    this.children = children
    this.#group(from, to)
  }

  /** Moves the entries of each child together, in the order of the children; what ended comes last. */
  #group(from: number, to: number): void {
    const { children, counts, ends } = this
    const [next, value, movedNext, movedValue] = [this.#next, this.#value, this.#movedNext, this.#movedValue]
    let end = from
    for (const fn of children) {
      ends[fn] = end
      end += counts[fn] as number
    }
    // One child that has all: nothing to move, its entries end where the node's do.
    if (children.length === 1 && end === to) {
      ends[children[0] as number] = to
      return
    }
    for (let place = from; place < to; place++) {
      const fn = this.#current[place] as number
      if (fn === ENDED) continue
      const target = ends[fn] as number
      movedNext[target] = next[place] as number
      movedValue[target] = value[place] as number
      ends[fn] = target + 1
    }
    for (let place = from; place < end; place++) {
      next[place] = movedNext[place] as number
      value[place] = movedValue[place] as number
    }
  }
}

function* stacksWithValue({ values }: Side): Generator<number> {
  for (let stack = 0; stack < values.length; stack++) if (values[stack] !== 0) yield stack
}

function depthOf({ columns, frames }: Side, stack: number): number {
  let depth = 0
  for (let at = columns.stackStart[stack] as number; at < (columns.stackStart[stack + 1] as number); at++) {
    const location = columns.stackLocation[at] as number
    depth += (frames.start[location + 1] as number) - (frames.start[location] as number)
  }
  return depth
}
