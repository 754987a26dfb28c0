// Profiles as columns from a few written stacks, for tests and benchmarks of analysis and findings.
import { NO_FUNCTION, type ProfileColumns, type ProfileType, type SampleType } from '../../shared/records/index.ts'

/** A frame: `name`, `name:line`, or inlined frames of one location joined by ` < `, innermost first: `inner:3 < outer:9`. */
export type WrittenFrame = string

export interface WrittenSample {
  /** Leaf first. */
  stack: WrittenFrame[]
  values: number[]
  labels?: Record<string, string>
}

export const HEAP_TYPES: SampleType[] = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
]

export interface ProfileOptions {
  type?: ProfileType
  sampleTypes?: SampleType[]
  period?: number
  /** Epoch milliseconds. */
  timeMs?: number
  durationNanos?: number
  /** File of a function; `<name>.go` otherwise. */
  files?: Record<string, string>
}

/** Builds the columns; strings, functions, locations and stacks are interned as a reader does. */
export function writtenProfile(samples: WrittenSample[], options: ProfileOptions = {}): ProfileColumns {
  const strings = new Interned([''])
  const functions = new Interned<string>()
  const locations = new Interned<string>()
  const stacks = new Interned<string>()
  const labelSets = new Interned(['{}'])
  const sampleTypes = options.sampleTypes ?? HEAP_TYPES
  const rows = samples.map(({ stack, values, labels }) => ({
    stack: stacks.of(JSON.stringify(stack.map((frame) => locations.of(frame)))),
    labelSet: labelSets.of(JSON.stringify(labels ?? {})),
    values,
  }))
  const lines = locations.all.map((location) => (location === '?' ? [] : location.split(' < ').map(frameOf)))
  const flatLines = lines.flat()
  const lineFunction = flatLines.map(({ name }) => (name === '' ? NO_FUNCTION : functions.of(name)))
  const stackLists = stacks.all.map((stack) => JSON.parse(stack) as number[])
  const labelLists = labelSets.all.map((set) => Object.entries(JSON.parse(set) as Record<string, string>))
  const labels = labelLists.flat()
  return {
    type: options.type ?? 'heap',
    sampleTypes,
    defaultSampleType: sampleTypes.length - 1,
    hasDefaultSampleType: false,
    periodType: { type: 'space', unit: 'bytes' },
    period: options.period ?? 524_288,
    timeNanos: BigInt(options.timeMs ?? 0) * 1_000_000n,
    durationNanos: options.durationNanos ?? 0,
    comments: [],
    docUrl: '',
    dropFrames: '',
    keepFrames: '',
    functionName: Uint32Array.from(functions.all, (name) => strings.of(name)),
    functionSystemName: Uint32Array.from(functions.all, (name) => strings.of(name)),
    functionFile: Uint32Array.from(functions.all, (name) => strings.of(options.files?.[name] ?? `${name}.go`)),
    functionStartLine: new Float64Array(functions.all.length),
    mappingStart: BigUint64Array.of(0x40_0000n),
    mappingLimit: BigUint64Array.of(0x80_0000n),
    mappingOffset: BigUint64Array.of(0n),
    mappingFile: Uint32Array.of(strings.of('/app/service')),
    mappingBuildId: Uint32Array.of(strings.of('build')),
    mappingFlags: Uint8Array.of(15),
    locationAddress: BigUint64Array.from(locations.all, (_, i) => 0x40_1000n + BigInt(i)),
    locationMapping: new Uint32Array(locations.all.length),
    locationIsFolded: new Uint8Array(locations.all.length),
    locationLineStart: starts(lines.map((list) => list.length)),
    lineFunction: Uint32Array.from(lineFunction),
    lineNumber: Float64Array.from(flatLines, ({ line }) => line),
    stackStart: starts(stackLists.map((list) => list.length)),
    stackLocation: Uint32Array.from(stackLists.flat()),
    sampleCount: rows.length,
    sampleStack: Uint32Array.from(rows, ({ stack }) => stack),
    sampleLabelSet: Uint32Array.from(rows, ({ labelSet }) => labelSet),
    values: sampleTypes.map((_, type) => Float64Array.from(rows, ({ values }) => values[type] ?? 0)),
    labelSetStart: starts(labelLists.map((list) => list.length)),
    labelKey: Uint32Array.from(labels, ([key]) => strings.of(key)),
    labelString: Uint32Array.from(labels, ([, value]) => strings.of(value)),
    labelNumber: new Float64Array(labels.length),
    labelUnit: new Uint32Array(labels.length),
    strings: strings.all,
  }
}

class Interned<T> {
  readonly all: T[]
  readonly #index = new Map<T, number>()

  constructor(first: T[] = []) {
    this.all = [...first]
    for (const [i, value] of first.entries()) this.#index.set(value, i)
  }

  of(value: T): number {
    let index = this.#index.get(value)
    if (index === undefined) this.#index.set(value, (index = this.all.push(value) - 1))
    return index
  }
}

function frameOf(written: string): { name: string; line: number } {
  const match = /^(.*?)(?::(\d+))?$/.exec(written)
  return { name: match?.[1] ?? written, line: Number(match?.[2] ?? 1) }
}

function starts(lengths: number[]): Uint32Array {
  const result = new Uint32Array(lengths.length + 1)
  for (const [i, length] of lengths.entries()) result[i + 1] = (result[i] as number) + length
  return result
}
