import type { Brand } from '../lib/brand.ts'

/** A length of time or a time since a source's start, in nanoseconds. Exact up to 104 days as a plain number. */
export type Nanos = Brand<number, 'Nanos'>
/** A length of time in milliseconds, possibly fractional. */
export type Millis = Brand<number, 'Millis'>
/** Wall time in milliseconds since 1970-01-01 UTC; fractions down to 0.25 µs survive. */
export type EpochMillis = Brand<number, 'EpochMillis'>
/** An amount of memory in bytes. */
export type Bytes = Brand<number, 'Bytes'>
/** A share between 0 and 1. */
export type Ratio = Brand<number, 'Ratio'>

export const nanos = (value: number): Nanos => value as Nanos
export const millis = (value: number): Millis => value as Millis
export const epochMillis = (value: number): EpochMillis => value as EpochMillis
export const bytes = (value: number): Bytes => value as Bytes
export const ratio = (value: number): Ratio => value as Ratio

export const MIB = 1_048_576
export const NANOS_PER_MILLI = 1e6
export const NANOS_PER_SECOND = 1e9
