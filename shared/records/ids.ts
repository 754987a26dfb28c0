import type { Brand } from '../lib/brand.ts'

/** Row of `sources`. Valid inside one case; what must outlive a re-import is anchored to the source's SHA-256. */
export type SourceId = Brand<number, 'SourceId'>
/** Row of `process_lives`: one run of one process as a log shows it. */
export type LifeId = Brand<number, 'LifeId'>
/** Row of `annotations`. */
export type AnnotationId = Brand<number, 'AnnotationId'>
/** A finding over re-analysis: rule id and what it is about, such as `gc/growing-live-heap@<life anchor>`. */
export type FindingKey = Brand<string, 'FindingKey'>
