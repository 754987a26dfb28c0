// Flat and cumulative values of a profile by function and by line.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import type { LineRow, TopRow } from '../../../shared/contract/caseCalls.ts'
import { newNames, numberFrames, stackValues, type Frames } from './frames.ts'

export interface ProfileTop {
  /** Every function of the profile (and of the base) that has a value, by |flat|, then |cum|, then name. */
  rows: TopRow[]
  /** Sum of the samples. */
  total: number
  baseTotal: number | null
}

/** A profile whose columns are compared: `typeIndex` may differ from the other side's. */
export interface ProfileSide {
  columns: ProfileColumns
  typeIndex: number
}

/**
 * Flat: samples whose innermost frame (an inlined function counts as a frame) is the function. Cum: samples with the function
 * anywhere on the stack, counted once however often it recurs. No frame is hidden: what `go tool pprof -top` prints
 * without `-trim` limits (`-nodecount=0 -nodefraction=0`); drop_frames and keep_frames, which Go never writes, are not applied.
 * With a base every row also has this − base, and functions only the base has are listed with zeros.
 */
export function profileTop(columns: ProfileColumns, typeIndex: number, base?: ProfileSide): ProfileTop {
  const names = newNames()
  const frames = numberFrames(columns, names)
  const baseFrames = base && numberFrames(base.columns, names)
  const here = flatAndCum(columns, frames, stackValues(columns, typeIndex), names.names.length)
  const before =
    base &&
    baseFrames &&
    flatAndCum(base.columns, baseFrames, stackValues(base.columns, base.typeIndex), names.names.length)
  const rows: TopRow[] = []
  for (let name = 1; name < names.names.length; name++) {
    const flat = here.flat[name] ?? 0
    const cum = here.cum[name] ?? 0
    const baseFlat = before?.flat[name] ?? 0
    const baseCum = before?.cum[name] ?? 0
    if (flat === 0 && cum === 0 && baseFlat === 0 && baseCum === 0) continue
    rows.push({
      functionName: names.names[name] as string,
      file: names.files[name] as string,
      flat,
      cum,
      ...(before && { flatDelta: flat - baseFlat, cumDelta: cum - baseCum }),
    })
  }
  rows.sort(
    (a, b) =>
      Math.abs(b.flat) - Math.abs(a.flat) ||
      Math.abs(b.cum) - Math.abs(a.cum) ||
      (a.functionName < b.functionName ? -1 : 1),
  )
  return { rows, total: here.total, baseTotal: before?.total ?? null }
}

interface FlatAndCum {
  /** By number of the frames. */
  flat: Float64Array
  cum: Float64Array
  total: number
}

/** One pass over the stacks; a mark per number tells whether this stack has counted it already. `count`: numbers that frames have. */
export function flatAndCum(columns: ProfileColumns, frames: Frames, values: Float64Array, count: number): FlatAndCum {
  const { stackStart, stackLocation } = columns
  const { start, name } = frames
  const flat = new Float64Array(count)
  const cum = new Float64Array(count)
  const counted = new Int32Array(count).fill(-1)
  let total = 0
  for (let stack = 0; stack < values.length; stack++) {
    const value = values[stack] as number
    if (value === 0) continue
    total += value
    const first = stackStart[stack] as number
    const end = stackStart[stack + 1] as number
    for (let at = first; at < end; at++) {
      const location = stackLocation[at] as number
      for (let frame = start[location] as number; frame < (start[location + 1] as number); frame++) {
        const fn = name[frame] as number
        if (counted[fn] === stack) continue
        counted[fn] = stack
        cum[fn] = (cum[fn] as number) + value
      }
    }
    if (first < end) {
      const leaf = name[start[stackLocation[first] as number] as number] as number
      flat[leaf] = (flat[leaf] as number) + value
    }
  }
  return { flat, cum, total }
}

/** Flat and cum by source line of one function, or of all (null), by |cum|. A line is counted once per stack, as functions are. */
export function profileLines(columns: ProfileColumns, typeIndex: number, functionName: string | null): LineRow[] {
  const names = newNames()
  const frames = numberFrames(columns, names)
  const wanted = functionName === null ? null : (names.index.get(functionName) ?? -1)
  const lines = numberLines(frames, wanted)
  const { flat, cum } = flatAndCum(
    columns,
    { ...frames, name: lines.number },
    stackValues(columns, typeIndex),
    lines.count,
  )
  const rows: LineRow[] = []
  for (let line = 1; line < lines.count; line++) {
    const at = lines.frame[line] as number
    const name = frames.name[at] as number
    if (flat[line] === 0 && cum[line] === 0) continue
    rows.push({
      functionName: names.names[name] as string,
      file: names.files[name] as string,
      line: frames.line[at] as number,
      flat: flat[line] as number,
      cum: cum[line] as number,
    })
  }
  return rows.sort((a, b) => Math.abs(b.cum) - Math.abs(a.cum) || a.line - b.line)
}

interface Lines {
  /** Of each frame, the number of its function's line; 0: a function nobody asked for. */
  number: Uint32Array
  /** Numbers there are, 0 among them. */
  count: number
  /** A frame by number. */
  frame: number[]
}

function numberLines({ name, line }: Frames, wanted: number | null): Lines {
  const number = new Uint32Array(name.length)
  const frame = [0]
  const known = new Map<number, Map<number, number>>()
  for (let at = 0; at < name.length; at++) {
    const fn = name[at] as number
    if (wanted !== null && fn !== wanted) continue
    let lines = known.get(fn)
    if (!lines) known.set(fn, (lines = new Map<number, number>()))
    const seen = lines.get(line[at] as number)
    number[at] = seen ?? frame.length
    if (seen !== undefined) continue
    lines.set(line[at] as number, frame.length)
    frame.push(at)
  }
  return { number, count: frame.length, frame }
}
