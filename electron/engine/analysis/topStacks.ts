// The heaviest samples of a profile with their frames and labels.
import { NO_STRING, type ProfileColumns } from '../../../shared/records/index.ts'
import type { StackRow } from '../../../shared/contract/caseCalls.ts'
import { formatCount } from '../../../shared/units/format.ts'
import { newNames, numberFrames, type Frames, type Names } from './frames.ts'

/**
 * The `limit` samples with the largest |value|; with a function name only those that have it on the stack. Samples of one stack
 * with the same labels are one row.
 */
export function topStacks(
  columns: ProfileColumns,
  typeIndex: number,
  functionName: string | null,
  limit: number,
): StackRow[] {
  const values = columns.values[typeIndex]
  if (!values) throw new RangeError(`the profile has no sample type ${typeIndex}, only ${columns.values.length}`)
  const names = newNames()
  const frames = numberFrames(columns, names)
  const has = functionName === null ? null : stacksWith(columns, frames, names.index.get(functionName) ?? -1)
  const labelSets = columns.labelSetStart.length
  const merged = new Map<number, { stack: number; labelSet: number; value: number }>()
  for (let sample = 0; sample < columns.sampleCount; sample++) {
    const stack = columns.sampleStack[sample] as number
    if (has && has[stack] === 0) continue
    const labelSet = columns.sampleLabelSet[sample] as number
    const value = values[sample] as number
    const key = stack * labelSets + labelSet
    const row = merged.get(key)
    if (row) row.value += value
    else merged.set(key, { stack, labelSet, value })
  }
  return [...merged.values()]
    .filter(({ value }) => value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.stack - b.stack || a.labelSet - b.labelSet)
    .slice(0, limit)
    .map(({ stack, labelSet, value }) => ({
      frames: framesOf(columns, frames, names, stack),
      value,
      labels: labelsOf(columns, labelSet),
    }))
}

function stacksWith(columns: ProfileColumns, { start, name }: Frames, wanted: number): Uint8Array {
  const has = new Uint8Array(columns.stackStart.length - 1)
  for (let stack = 0; stack < has.length; stack++) {
    for (let at = columns.stackStart[stack] as number; at < (columns.stackStart[stack + 1] as number); at++) {
      const location = columns.stackLocation[at] as number
      for (let frame = start[location] as number; frame < (start[location + 1] as number); frame++) {
        if (name[frame] === wanted) has[stack] = 1
      }
    }
  }
  return has
}

/** Frames of a stack, leaf first. All but the last line of a location were inlined into it. */
export function framesOf(
  columns: ProfileColumns,
  { start, name, line }: Frames,
  names: Names,
  stack: number,
): StackRow['frames'] {
  const rows: StackRow['frames'] = []
  for (let at = columns.stackStart[stack] as number; at < (columns.stackStart[stack + 1] as number); at++) {
    const location = columns.stackLocation[at] as number
    const end = start[location + 1] as number
    for (let frame = start[location] as number; frame < end; frame++) {
      const fn = name[frame] as number
      rows.push({
        functionName: names.names[fn] as string,
        file: names.files[fn] as string,
        line: line[frame] as number,
        isInlined: frame < end - 1,
      })
    }
  }
  return rows
}

function labelsOf(columns: ProfileColumns, labelSet: number): StackRow['labels'] {
  const labels: StackRow['labels'] = []
  for (let at = columns.labelSetStart[labelSet] ?? 0; at < (columns.labelSetStart[labelSet + 1] ?? 0); at++) {
    const text = columns.labelString[at] as number
    const unit = columns.strings[columns.labelUnit[at] as number] ?? ''
    const number = formatCount(columns.labelNumber[at] as number)
    labels.push({
      key: columns.strings[columns.labelKey[at] as number] ?? '',
      value: text === NO_STRING ? (unit ? `${number} ${unit}` : number) : (columns.strings[text] ?? ''),
    })
  }
  return labels
}
