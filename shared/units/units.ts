// Sizes of units. Figures are plain numbers whose names say the unit (`startNs`, `liveHeapBytes`, `timeMs`); ids are branded.
export const KIB = 1024
export const MIB = 1_048_576
export const NANOS_PER_MILLI = 1e6
export const NANOS_PER_SECOND = 1e9
export const NANOS_PER_MINUTE = 60 * NANOS_PER_SECOND
export const MILLIS_PER_MINUTE = 60_000
