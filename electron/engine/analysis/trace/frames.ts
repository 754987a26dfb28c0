// Stacks of a trace by index: their frames, and the function a goroutine began in.
import type { TraceTables } from '../../../../shared/records/index.ts'
import { originOf, packageOf } from '../sites.ts'

export type StackTables = Pick<TraceTables, 'functions' | 'frames' | 'stacks'>

/** Rows of the table of frames, leaf first. */
export const framesOf = ({ stacks }: Pick<StackTables, 'stacks'>, stack: number): Uint32Array =>
  stack >= stacks.length ? new Uint32Array(0) : stacks.frame.subarray(stacks.start[stack], stacks.start[stack + 1])

/** Function of the root frame, which is the same in all stacks of a goroutine; 0: an empty stack. */
export function rootFunction({ stacks, frames }: StackTables, stack: number): number {
  if (stack >= stacks.length) return 0
  const end = stacks.start[stack + 1] as number
  return end === (stacks.start[stack] as number) ? 0 : (frames.function[stacks.frame[end - 1] as number] as number)
}

/** Some stacks of preempted goroutines end in a frame without a name: those do not say where it began. */
export function hasNamedRoot(tables: StackTables & { strings: readonly string[] }, stack: number): boolean {
  const name = tables.strings[tables.functions.name[rootFunction(tables, stack)] as number]
  return name !== undefined && name !== ''
}

/** Functions of the runtime at the root of the program's goroutines: main, iterators (`iter.Pull`), events of JavaScript, calls from C. */
const RUNS_THE_PROGRAM = new Set([
  'runtime.main',
  'runtime.corostart',
  'runtime.handleAsyncEvent',
  'runtime.cgocallback',
])

/** Goroutines of the runtime itself, by their start function: those that the runtime calls so (`isSystemGoroutine` in runtime/traceback.go). */
export const isSystemFunction = (name: string): boolean =>
  name === '' || (name.startsWith('runtime.') && !RUNS_THE_PROGRAM.has(name))

/** Packages that carry out waiting and calls, and so stand at the leaf of most stacks. */
const isMachinery = (name: string): boolean =>
  /^(runtime|internal|sync|syscall)$/.test(packageOf(name).split('/')[0] ?? '')

/**
 * The frame that says what a stack is about: the innermost one of the application, else of a dependency, else outside of runtime and sync,
 * else the outermost, which tells the runtime's goroutines apart. Row of the table of frames; −1: an empty stack. `strings` are the tables'
 * texts.
 */
export function placeFrame(tables: StackTables, strings: readonly string[], stack: number): number {
  const { frames, functions } = tables
  let [dependency, standard, root] = [-1, -1, -1]
  for (const frame of framesOf(tables, stack)) {
    const of = frames.function[frame] as number
    const name = strings[functions.name[of] as number] ?? ''
    const origin = originOf(name, strings[functions.file[of] as number] ?? '')
    if (origin === 'application') return frame
    root = frame
    if (origin === 'dependency' && dependency < 0) dependency = frame
    if (standard < 0 && !isMachinery(name)) standard = frame
  }
  return dependency >= 0 ? dependency : standard >= 0 ? standard : root
}
