import type { SourceKind } from '../../../shared/records/index.ts'

/** How an import treats a kind of source. A new kind is one entry. */
export interface KindRule {
  /** Why a file without a single record is not taken; null where an empty one says something too. */
  withoutRecords: { code: string; message: string } | null
  /** True: a time in the file's name is when it was taken. A log's name tells neither its first nor its last line. */
  isTimedByName: boolean
  /** What files of the kind are made of: a text may be read as any kind of text if the user says so. */
  isText: boolean
}

export const KIND_RULES: Readonly<Record<SourceKind, KindRule>> = {
  gctrace: {
    withoutRecords: { code: 'gctrace/no-cycles', message: 'There is no complete line of a GC cycle in it.' },
    isTimedByName: false,
    isText: true,
  },
  runtimeLog: {
    withoutRecords: { code: 'runtime/no-lines', message: 'There is no complete line of the Go runtime in it.' },
    isTimedByName: false,
    isText: true,
  },
  profile: { withoutRecords: null, isTimedByName: true, isText: false },
  gotrace: {
    withoutRecords: { code: 'gotrace/no-events', message: 'There is no event in it.' },
    isTimedByName: true,
    isText: false,
  },
}
