// Names for frames: functions of one or two profiles under one numbering, with a name for what has no symbol.
import { NO_FUNCTION, NO_MAPPING, type ProfileColumns } from '../../../shared/records/index.ts'

/** Functions of one or more profiles, numbered by name. Index 0 is the root of a call tree, "all". */
export interface Names {
  names: string[]
  /** File of the function as the first profile that names it has it; "" where unknown. */
  files: string[]
  index: Map<string, number>
}

export function newNames(): Names {
  return { names: ['all'], files: [''], index: new Map() }
}

/**
 * Frames of every location of a profile, innermost (inlined) first: those of location `i` are entries `start[i] … start[i + 1]`.
 */
export interface Frames {
  /** locations + 1 entries. */
  start: Uint32Array
  /** Number in Names. */
  name: Uint32Array
  /** Source line, 0 where unknown. */
  line: Float64Array
}

/**
 * Numbers the frames of a profile in `names`. A function is known by its name alone: Go's names carry the import path, so they
 * are unique in a binary and the same in two builds whose files lie in different folders. What has no name, as C libraries in the
 * profile of a Go program, is named by its mapping, as `go tool pprof -top` does: addresses differ from process to process.
 * Only where nothing of the profile has a name is a location named by its address: nothing else would tell its frames apart.
 */
export function numberFrames(columns: ProfileColumns, names: Names): Frames {
  const { strings, locationLineStart, lineFunction, lineNumber } = columns
  const locations = columns.locationAddress.length
  const ofFunction = new Uint32Array(columns.functionName.length)
  let hasNames = false
  for (let i = 0; i < ofFunction.length; i++) {
    const name = strings[columns.functionName[i] as number] || strings[columns.functionSystemName[i] as number]
    if (!name) continue
    ofFunction[i] = numberOf(names, name, strings[columns.functionFile[i] as number] ?? '')
    hasNames = true
  }
  const unnamed = (location: number): number => {
    const mapping = mappingName(columns, location)
    return numberOf(names, hasNames ? nameOfMapping(mapping) : addressName(columns, location), mapping)
  }
  const start = new Uint32Array(locations + 1)
  let count = 0
  for (let i = 0; i < locations; i++) {
    start[i] = count
    count += Math.max(1, (locationLineStart[i + 1] as number) - (locationLineStart[i] as number))
  }
  start[locations] = count
  const name = new Uint32Array(count)
  const line = new Float64Array(count)
  for (let i = 0, at = 0; i < locations; i++) {
    const first = locationLineStart[i] as number
    const end = locationLineStart[i + 1] as number
    if (first === end) name[at++] = unnamed(i)
    for (let entry = first; entry < end; entry++) {
      const fn = lineFunction[entry] as number
      // 0 is the root, so no function's number.
      name[at] = (fn === NO_FUNCTION ? 0 : (ofFunction[fn] as number)) || unnamed(i)
      line[at++] = lineNumber[entry] as number
    }
  }
  return { start, name, line }
}

function numberOf({ names, files, index }: Names, name: string, file: string): number {
  const known = index.get(name)
  if (known !== undefined) {
    if (files[known] === '') files[known] = file
    return known
  }
  index.set(name, names.length)
  names.push(name)
  files.push(file)
  return names.length - 1
}

const addressName = (columns: ProfileColumns, location: number): string =>
  `0x${(columns.locationAddress[location] ?? 0n).toString(16).padStart(8, '0')}`

/** As pprof prints it: the last part of the path, in brackets. */
const nameOfMapping = (file: string): string =>
  file === '' ? '<unknown>' : `[${file.slice(file.lastIndexOf('/') + 1)}]`

function mappingName(columns: ProfileColumns, location: number): string {
  const mapping = columns.locationMapping[location] as number
  return mapping === NO_MAPPING ? '' : (columns.strings[columns.mappingFile[mapping] as number] ?? '')
}

/** Value of each stack of the profile: its samples added up over all labels. */
export function stackValues(columns: ProfileColumns, typeIndex: number): Float64Array {
  const values = columns.values[typeIndex]
  if (!values) throw new RangeError(`the profile has no sample type ${typeIndex}, only ${columns.values.length}`)
  const totals = new Float64Array(columns.stackStart.length - 1)
  for (let sample = 0; sample < columns.sampleCount; sample++) {
    const stack = columns.sampleStack[sample] as number
    totals[stack] = (totals[stack] as number) + (values[sample] as number)
  }
  return totals
}

/** Index of the sample type written `type/unit` or just `type`; −1 where the profile has none such. */
export function sampleTypeIndex(columns: Pick<ProfileColumns, 'sampleTypes'>, sampleType: string): number {
  return columns.sampleTypes.findIndex(({ type, unit }) => sampleType === type || sampleType === `${type}/${unit}`)
}
