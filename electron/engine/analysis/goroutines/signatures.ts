// What makes two goroutines alike: their stacks without what differs by chance, and the place that started them. One numbering
// for several dumps, so that a group is found again in the next one.
import { FRAME_INLINED, NO_SITE } from '../../../../shared/records/index.ts'
import type { GoroutineFrame } from '../../../../shared/contract/goroutineCalls.ts'
import { originOf } from '../sites.ts'
import type { GoroutineSet } from './goroutineSet.ts'

export interface GroupView {
  /** Leaves out the runtime's own frames: those in which a goroutine waits, and those every goroutine begins with. */
  foldRuntime: boolean
  /** Calls on different lines of a function are different. */
  byLine: boolean
}

/** Frames in which a goroutine is parked: a dump of the whole system shows them, others do not. */
const WAITING =
  /^(?:runtime|internal\/(?:poll|sync|runtime\/[\w/]+|reflectlite)|syscall)\.|^sync\.(?:runtime_|\(\*(?:Mutex|RWMutex|WaitGroup)\)\.\w+Slow$)/
/** Frames below every goroutine. */
const ROOT = /^runtime\.(?:goexit|main|mcall|mstart\w*|rt0_go)$/

/** Number of the group of every stack and site of a set. */
export class Signatures {
  private readonly view: GroupView
  /** False: some set has no creation sites, so no group is told by them. */
  private readonly bySite: boolean
  private readonly functions = new Map<string, number>()
  private readonly numbers = new Map<string, number>()

  constructor(view: GroupView, bySite: boolean) {
    this.view = view
    this.bySite = bySite
  }

  get count(): number {
    return this.numbers.size
  }

  /** Group of each row of the set. */
  ofRows(set: GoroutineSet): Uint32Array {
    const { rows, tables } = set
    const stacks = this.stackKeys(set)
    const sites = Array.from(tables.sites, (frame) => this.frameKey(set, frame))
    const known = new Map<number, number>()
    const groups = new Uint32Array(rows.length)
    for (let row = 0; row < rows.length; row++) {
      const stack = rows.stack[row] as number
      const site = rows.site[row] as number
      const pair = stack * 2 ** 21 + (this.bySite && site !== NO_SITE ? site + 1 : 0)
      let group = known.get(pair)
      if (group === undefined) {
        const creator = this.bySite && site !== NO_SITE ? (sites[site] ?? '') : ''
        group = this.numberOf(`${stacks[stack] ?? ''}|${creator}`)
        known.set(pair, group)
      }
      groups[row] = group
    }
    return groups
  }

  private stackKeys(set: GoroutineSet): string[] {
    const { stacks } = set.tables
    const keys = Array.from(stacks.frameFunction, (_fn, frame) => this.frameKey(set, frame))
    return Array.from({ length: stacks.stackStart.length - 1 }, (_, stack) => {
      const { from, to } = shownFrames(set, stack, this.view.foldRuntime)
      let key = ''
      for (let at = from; at < to; at++) key += `${keys[stacks.stackFrame[at] as number] ?? ''} `
      return key
    })
  }

  private frameKey({ tables: { stacks } }: GoroutineSet, frame: number): string {
    const name = stacks.strings[stacks.frameFunction[frame] as number] ?? ''
    let number = this.functions.get(name)
    if (number === undefined) {
      number = this.functions.size
      this.functions.set(name, number)
    }
    return this.view.byLine ? `${number}:${stacks.frameLine[frame] as number}` : String(number)
  }

  private numberOf(key: string): number {
    let number = this.numbers.get(key)
    if (number === undefined) {
      number = this.numbers.size
      this.numbers.set(key, number)
    }
    return number
  }
}

/** Places in stackFrame of the frames that a view shows; a stack of the runtime alone is shown whole. */
export function shownFrames(
  { tables: { stacks } }: GoroutineSet,
  stack: number,
  foldRuntime: boolean,
): { from: number; to: number } {
  const from = stacks.stackStart[stack] as number
  const to = stacks.stackStart[stack + 1] as number
  if (!foldRuntime) return { from, to }
  const nameAt = (at: number): string =>
    stacks.strings[stacks.frameFunction[stacks.stackFrame[at] as number] as number] ?? ''
  let first = from
  let last = to
  while (last > first && ROOT.test(nameAt(last - 1))) last--
  while (first < last && WAITING.test(nameAt(first))) first++
  return first === last ? { from, to: last > from ? last : to } : { from: first, to: last }
}

/** One frame for people; null for the mark of frames left out. */
export function frameOf({ tables: { stacks } }: GoroutineSet, frame: number): GoroutineFrame {
  return {
    functionName: stacks.strings[stacks.frameFunction[frame] as number] ?? '',
    file: stacks.strings[stacks.frameFile[frame] as number] ?? '',
    line: stacks.frameLine[frame] as number,
    isInlined: ((stacks.frameFlags[frame] as number) & FRAME_INLINED) !== 0,
  }
}

/** Frames of a stack, leaf first, as the view shows them. */
export function framesOf(set: GoroutineSet, stack: number, foldRuntime: boolean): GoroutineFrame[] {
  const { from, to } = shownFrames(set, stack, foldRuntime)
  return Array.from(set.tables.stacks.stackFrame.subarray(from, to), (frame) => frameOf(set, frame))
}

/** Where a goroutine was started; null where the dump does not say. */
export const siteOf = (set: GoroutineSet, site: number): GoroutineFrame | null =>
  site === NO_SITE ? null : frameOf(set, set.tables.sites[site] as number)

/** The function a person would name a goroutine by: the first of the program's own, else the first that is not mere waiting. */
export function namingFrame(set: GoroutineSet, stack: number): GoroutineFrame | null {
  const frames = framesOf(set, stack, true)
  return (
    frames.find(({ functionName, file }) => originOf(functionName, file) === 'application') ??
    frames.find(({ functionName }) => !STANDARD_WAIT.test(functionName)) ??
    frames[0] ??
    null
  )
}

const STANDARD_WAIT = /^(?:sync|time|bufio|io|net|os|internal\/[\w/]+|crypto\/tls|context|golang\.org\/x\/sync\/\w+)\./
