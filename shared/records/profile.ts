import type { SourceId } from './ids.ts'

/** A pair such as `inuse_space`/`bytes`, as the profile names it. */
export interface SampleType {
  type: string
  unit: string
}

/** What a profile is, by its sample types and default type (facts/pprof.md 2): `custom` for anything the runtime does not write. */
export type ProfileType =
  'heap' | 'allocs' | 'cpu' | 'goroutine' | 'goroutineleak' | 'threadcreate' | 'block' | 'mutex' | 'custom'

/** One row per imported profile. */
export interface ProfileSummary {
  sourceId: SourceId
  type: ProfileType
  sampleTypes: SampleType[]
  /** Index into sampleTypes that tools show first: the profile's default, else the last one. */
  defaultSampleType: number
  totals: number[]
  samples: number
  locations: number
  functions: number
  mappings: number
  labelKeys: string[]
  comments: string[]
  periodType: SampleType | null
  period: number
  /** When it was taken (end of a CPU profile's start is `timeMs`), epoch milliseconds; null where absent. */
  timeMs: number | null
  durationNs: number
  /** Base name and build id of the first mapping: tells profiles of one service from those of another. */
  binary: string | null
  buildId: string | null
}

/**
 * A decoded profile as columns. Strings, functions and stacks are interned; all indexes are 0-based.
 * Stacks are leaf first. `locationLineStart[i] … locationLineStart[i+1]` are the lines of location i, innermost (inlined) first.
 */
export interface ProfileColumns {
  type: ProfileType
  sampleTypes: SampleType[]
  defaultSampleType: number
  /** True where the profile itself names its default sample type. */
  hasDefaultSampleType: boolean
  periodType: SampleType | null
  period: number
  /** time_nanos as the profile has it, 0 where absent. */
  timeNanos: bigint
  durationNanos: number
  comments: string[]
  docUrl: string
  dropFrames: string
  keepFrames: string

  /** Index 0 is "". */
  strings: string[]

  /** Functions: indexes into strings, and the line the function starts at (0 before Go 1.20). */
  functionName: Uint32Array
  functionSystemName: Uint32Array
  functionFile: Uint32Array
  functionStartLine: Float64Array

  mappingStart: BigUint64Array
  mappingLimit: BigUint64Array
  mappingOffset: BigUint64Array
  mappingFile: Uint32Array
  mappingBuildId: Uint32Array
  /** Bits 0…3: has_functions, has_filenames, has_line_numbers, has_inline_frames. */
  mappingFlags: Uint8Array

  locationAddress: BigUint64Array
  /** Index of the mapping, or NO_MAPPING. */
  locationMapping: Uint32Array
  locationIsFolded: Uint8Array
  /** locations + 1 entries. */
  locationLineStart: Uint32Array
  /** Function index per line, or NO_FUNCTION. */
  lineFunction: Uint32Array
  lineNumber: Float64Array

  /** stacks + 1 entries into stackLocation; equal stacks are stored once. */
  stackStart: Uint32Array
  /** Location indexes, leaf first. */
  stackLocation: Uint32Array

  sampleCount: number
  sampleStack: Uint32Array
  /** Index of a label set; 0 is "no labels". */
  sampleLabelSet: Uint32Array
  /** One column per sample type, sampleCount long. Values beyond 2^53 are rounded and counted as an issue. */
  values: Float64Array[]

  /** labelSets + 1 entries into the label columns. Set 0 is empty. */
  labelSetStart: Uint32Array
  /** Index into strings. */
  labelKey: Uint32Array
  /** Index into strings, or NO_STRING for a numeric label. */
  labelString: Uint32Array
  labelNumber: Float64Array
  /** Index into strings; "" where the label has no unit. */
  labelUnit: Uint32Array
}

export const NO_MAPPING = 0xffff_ffff
export const NO_FUNCTION = 0xffff_ffff
export const NO_STRING = 0xffff_ffff
