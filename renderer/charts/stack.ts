// Call stacks as lists: which frames belong to the runtime, how they fold, and a stack as text the way Go prints one.
import { ELIDED_FRAME } from '../../shared/records/index.ts'
import { shortFunctionName } from './functionName.ts'

/** One frame, however it was captured. Line 0: unknown. */
export interface StackFrame {
  functionName: string
  file: string
  line: number
  /** Its code was copied into the frame that called it. */
  isInlined: boolean
}

/** Frames of the runtime itself: the scheduler, the allocator, the collector. What a program calls of it (runtime/pprof, runtime/trace) is not folded. */
export const isRuntimeFrame = ({ functionName }: Pick<StackFrame, 'functionName'>): boolean =>
  /^(runtime|runtime\/internal\/[\w/]+|internal\/runtime\/[\w/]+|internal\/(abi|bytealg|cpu|goarch|chacha8rand))\./.test(
    functionName,
  )

export type StackEntry =
  | { kind: 'frame'; frame: StackFrame; /** From the innermost frame, 0. */ at: number }
  /** Runtime frames in a row, folded. */
  | { kind: 'fold'; from: number; count: number }
  /** Where the runtime left frames out when it printed the stack. */
  | { kind: 'gap'; at: number }

/** Frames as they are listed. `opened` are the folds that were opened, by the place of their first frame. A stack of the runtime alone is never folded. */
export function stackEntries(
  frames: readonly StackFrame[],
  isFolded: boolean,
  opened: ReadonlySet<number>,
): StackEntry[] {
  const folds = isFolded && !frames.every(isRuntimeFrame)
  const entries: StackEntry[] = []
  for (let at = 0; at < frames.length; at++) {
    const frame = frames[at] as StackFrame
    if (frame.functionName === ELIDED_FRAME) {
      entries.push({ kind: 'gap', at })
      continue
    }
    if (!folds || !isRuntimeFrame(frame)) {
      entries.push({ kind: 'frame', frame, at })
      continue
    }
    let end = at
    while (end < frames.length && isRuntimeFrame(frames[end] as StackFrame)) end++
    if (opened.has(at))
      for (let inner = at; inner < end; inner++)
        entries.push({ kind: 'frame', frame: frames[inner] as StackFrame, at: inner })
    else entries.push({ kind: 'fold', from: at, count: end - at })
    at = end - 1
  }
  return entries
}

export const runtimeFrames = (frames: readonly StackFrame[]): number => frames.filter(isRuntimeFrame).length

/** `store.go:42`; empty where the place is unknown. */
export function shortPlace({ file, line }: StackFrame): string {
  const name = file.slice(file.lastIndexOf('/') + 1)
  return name === '' ? '' : line > 0 ? `${name}:${line}` : name
}

const place = ({ file, line }: StackFrame): string => (line > 0 ? `${file}:${line}` : file)

/** As Go prints a stack: the function, and indented below it where it is. */
export const frameText = (frame: StackFrame): string =>
  [frame.functionName + (frame.isInlined ? '(...)' : ''), frame.file === '' ? '' : `\t${place(frame)}`]
    .filter(Boolean)
    .join('\n')

export const stackText = (frames: readonly StackFrame[]): string => frames.map(frameText).join('\n')

/** Names only, innermost first, on one line: for a search field or a message. */
export const stackNames = (frames: readonly StackFrame[]): string =>
  frames.map(({ functionName }) => shortFunctionName(functionName)).join(' < ')
