// What an import writes beside its bytes: one subject per kind of record. A new subject is one file with its writer, one
// line in `begin`, its methods in `types.ts`, and its tables in sourceTables.ts.
import type { SourceId } from '../../../shared/records/index.ts'
import { allocSubject } from './allocSubject.ts'
import { benchmarkSubject } from './benchmarkSubject.ts'
import type { Context } from './context.ts'
import { gcCycleSubject } from './gcCycleSubject.ts'
import { goroutineSubject } from './goroutineSubject.ts'
import { partSubject } from './partSubject.ts'
import { profileSubject } from './profileSubject.ts'
import { runtimeRowSubject } from './runtimeRowSubject.ts'
import { osMemorySubject } from './osMemorySubject.ts'
import { seriesSubject } from './seriesSubject.ts'
import { traceSubject } from './traceSubject.ts'
import type { ImportSummary } from './types.ts'

/** Records of one subject of one import: taken in as they come, written within the import's own transactions. */
export interface SubjectWriter {
  /** About how many bytes the rows that are held back will take in the file. */
  pendingBytes(): number
  /** Writes what is held back. Within the caller's transaction. */
  writePending(sourceId: SourceId): void
  /** The last rows, checked against what the reader says of the file. Within the transaction that makes the source visible. */
  finish(sourceId: SourceId, summary: ImportSummary): void
}

/** Prepares the statements of all subjects once per connection; the function gives the writers of one import. */
export function importSubjects(context: Context) {
  const gcCycles = gcCycleSubject(context)
  const profile = profileSubject(context)
  const runtimeRows = runtimeRowSubject(context)
  const parts = partSubject(context)
  const series = seriesSubject(context)
  const osMemory = osMemorySubject(context)
  const trace = traceSubject(context)
  const goroutines = goroutineSubject(context)
  const benchmarks = benchmarkSubject(context)
  const allocEvents = allocSubject(context)
  return {
    /** `onGrown` is called after records were taken in: the import may write them then. */
    begin(onGrown: () => void) {
      const subjects = {
        gcCycles: gcCycles(onGrown),
        runtimeRows: runtimeRows(onGrown),
        parts: parts(),
        profile: profile(),
        series: series(onGrown),
        osMemory: osMemory(onGrown),
        trace: trace(onGrown),
        goroutines: goroutines(onGrown),
        benchmarks: benchmarks(onGrown),
        allocEvents: allocEvents(onGrown),
      }
      const all: readonly SubjectWriter[] = Object.values(subjects)
      return { ...subjects, all }
    },
  }
}
