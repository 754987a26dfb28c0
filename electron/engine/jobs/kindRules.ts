import type { SourceKind } from '../../../shared/records/index.ts'

/** How an import treats a kind of source. A new kind is one entry. */
export interface KindRule {
  /** True: a time in the file's name is when it was taken. A log's name tells neither its first nor its last line. */
  isTimedByName: boolean
  /** What files of the kind are made of, null: there are both. A text may be read as any kind of text if the user says so. */
  isText: boolean | null
}

export const KIND_RULES: Readonly<Record<SourceKind, KindRule>> = {
  gctrace: { isTimedByName: false, isText: true },
  runtimeLog: { isTimedByName: false, isText: true },
  profile: { isTimedByName: true, isText: null },
  gotrace: { isTimedByName: true, isText: false },
  // Their readers place them themselves: the name is one of several clocks there, and the points need it, too.
  metrics: { isTimedByName: false, isText: true },
  osMemory: { isTimedByName: false, isText: true },
  goroutines: { isTimedByName: true, isText: true },
  benchmark: { isTimedByName: true, isText: true },
  allocEvents: { isTimedByName: true, isText: true },
}
