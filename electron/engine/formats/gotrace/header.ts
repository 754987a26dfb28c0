// The first 16 bytes: `go 1.N trace` and NUL bytes. N is a format version, not the Go version of the program.
import type { TraceFamily } from '../../../../shared/records/index.ts'

export const HEADER_BYTES = 16
/** Versions Go has written: facts of each are in the readers. */
const V1_VERSIONS: readonly number[] = [5, 7, 8, 9, 10, 11, 19, 21]
const V2_VERSIONS: readonly number[] = [22, 23, 25, 26]
/** The newest whose tables we know; a newer one is read by them as far as its events are known. */
export const NEWEST_VERSION = 26

export interface TraceHeader {
  /** `go 1.26` */
  name: string
  version: number
  family: TraceFamily
  /** Newer than anything known. */
  isNewer: boolean
}

/** `unknown`: a trace of a version that never was or is not read. `null`: no trace header. */
export type HeaderAnswer = { known: TraceHeader } | { unknown: string } | null

/** What the first bytes say; fewer than 16 give null. */
export function traceHeader(head: Uint8Array): HeaderAnswer {
  if (head.length < HEADER_BYTES) return null
  const text = String.fromCharCode(...head.subarray(0, HEADER_BYTES))
  const found = /^go 1\.([1-9]\d{0,2}) trace\0+$/.exec(text)
  if (found === null) return null
  const version = Number(found[1])
  const name = `go 1.${version}`
  const isNewer = version > NEWEST_VERSION
  if (V1_VERSIONS.includes(version)) return { known: { name, version, family: 'v1', isNewer } }
  if (isNewer || V2_VERSIONS.includes(version)) return { known: { name, version, family: 'v2', isNewer } }
  return { unknown: name }
}
