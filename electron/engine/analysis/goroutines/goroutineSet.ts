// Goroutines of one moment, whatever told of them: a dump, or a goroutine profile.
import {
  FRAME_INLINED,
  GOROUTINE_REPEATED,
  NO_FUNCTION,
  NO_SITE,
  emptyDumpRows,
} from '../../../../shared/records/index.ts'
import type { DumpTables, DumpRows, ProfileColumns } from '../../../../shared/records/index.ts'

export interface GoroutineSet {
  rows: DumpRows
  tables: Pick<DumpTables, 'stacks' | 'statuses' | 'sites' | 'labelSets'>
}

/** Goroutines a row stands for; the threads' own stacks (id 0) and repeats are none. */
export const countOf = ({ rows }: GoroutineSet, row: number): number =>
  rows.id[row] === 0 || ((rows.flags[row] as number) & GOROUTINE_REPEATED) !== 0 ? 0 : (rows.count[row] as number)

/** Without ids there is no creator either: a profile, or a debug=1 text. */
export const hasIds = ({ rows }: GoroutineSet): boolean => rows.length > 0 && !Number.isNaN(rows.id[0])

/** A profile of type goroutine or goroutineleak: a row per sample, without ids and states. */
export function setOfProfile(profile: ProfileColumns): GoroutineSet {
  const values = profile.values[0] ?? new Float64Array(profile.sampleCount)
  const rows = emptyDumpRows(profile.sampleCount)
  rows.length = profile.sampleCount
  rows.id.fill(Number.NaN)
  rows.elided.fill(Number.NaN)
  rows.creatorId.fill(Number.NaN)
  rows.thread.fill(Number.NaN)
  rows.lockAddress.fill(Number.NaN)
  rows.pointers.fill(Number.NaN)
  rows.site.fill(NO_SITE)
  for (let sample = 0; sample < profile.sampleCount; sample++) {
    rows.count[sample] = values[sample] as number
    rows.stack[sample] = profile.sampleStack[sample] as number
    rows.labelSet[sample] = profile.sampleLabelSet[sample] as number
  }
  return {
    rows,
    tables: {
      stacks: stacksOf(profile),
      statuses: [profile.type === 'goroutineleak' ? 'waiting (leaked)' : ''],
      sites: new Uint32Array(0),
      labelSets: labelSetsOf(profile),
    },
  }
}

function stacksOf(profile: ProfileColumns): DumpTables['stacks'] {
  const { strings, locationLineStart, lineFunction, lineNumber } = profile
  const lines = lineFunction.length
  const frameFunction = new Uint32Array(lines + profile.locationAddress.length)
  const frameFile = new Uint32Array(frameFunction.length)
  const frameLine = new Uint32Array(frameFunction.length)
  const frameFlags = new Uint8Array(frameFunction.length)
  const texts = [...strings]
  for (let line = 0; line < lines; line++) {
    const fn = lineFunction[line] as number
    if (fn === NO_FUNCTION) continue
    frameFunction[line] = profile.functionName[fn] as number
    frameFile[line] = profile.functionFile[fn] as number
    frameLine[line] = Math.max(0, lineNumber[line] as number)
  }
  // Frames of a location, innermost first; one without lines is known by its address.
  const framesOf = (location: number): number[] => {
    const from = locationLineStart[location] as number
    const to = locationLineStart[location + 1] as number
    if (from === to) {
      const frame = lines + location
      frameFunction[frame] = texts.push(`0x${(profile.locationAddress[location] ?? 0n).toString(16)}`) - 1
      return [frame]
    }
    for (let line = from; line < to - 1; line++) frameFlags[line] = FRAME_INLINED
    return Array.from({ length: to - from }, (_, index) => from + index)
  }
  const byLocation = Array.from({ length: profile.locationAddress.length }, (_, location) => framesOf(location))
  const stackStart = new Uint32Array(profile.stackStart.length)
  const stackFrame: number[] = []
  for (let stack = 0; stack + 1 < profile.stackStart.length; stack++) {
    for (let at = profile.stackStart[stack] as number; at < (profile.stackStart[stack + 1] as number); at++)
      stackFrame.push(...(byLocation[profile.stackLocation[at] as number] ?? []))
    stackStart[stack + 1] = stackFrame.length
  }
  return {
    strings: texts,
    frameFunction,
    frameFile,
    frameLine,
    frameFlags,
    stackStart,
    stackFrame: Uint32Array.from(stackFrame),
  }
}

function labelSetsOf({
  strings,
  labelSetStart,
  labelKey,
  labelString,
  labelNumber,
}: ProfileColumns): DumpTables['labelSets'] {
  return Array.from({ length: labelSetStart.length - 1 }, (_, set) => {
    const labels: { key: string; value: string }[] = []
    for (let at = labelSetStart[set] as number; at < (labelSetStart[set + 1] as number); at++) {
      const number = labelNumber[at] as number
      const value = Number.isNaN(number) ? (strings[labelString[at] as number] ?? '') : String(number)
      labels.push({ key: strings[labelKey[at] as number] ?? '', value })
    }
    return labels
  })
}
