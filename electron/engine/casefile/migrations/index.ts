import { sql as first } from './0001-first.sql.ts'
import { sql as traces } from './0002-traces.sql.ts'
import { sql as runtimeLines } from './0003-runtime-lines.sql.ts'
import { sql as sourceParts } from './0004-source-parts.sql.ts'
import { sql as layout } from './0005-layout.sql.ts'
import { sql as anchorsChecklists } from './0006-anchors-checklists.sql.ts'
import { sql as statistics } from './0007-statistics.sql.ts'
import { sql as goroutines } from './0008-goroutines.sql.ts'
import { sql as allocations } from './0009-benchmarks-allocations.sql.ts'
import { sql as traceAnswers } from './0010-trace-answers.sql.ts'
import { sql as findingLabels } from './0011-finding-labels.sql.ts'
import { sql as sparseHistograms } from './0012-sparse-histograms.sql.ts'

/** One step of the schema: from version `to − 1` to `to`. A step is never changed once a release has written it. */
export interface Migration {
  to: number
  /** For the audit entry. */
  name: string
  sql: string
}

/** All steps in order. A new one is a file `NNNN-<what>.sql.ts` and a line here, with a case file of the version before. */
export const MIGRATIONS: readonly Migration[] = [
  { to: 1, name: 'first', sql: first },
  { to: 2, name: 'traces', sql: traces },
  { to: 3, name: 'runtime lines', sql: runtimeLines },
  { to: 4, name: 'source parts', sql: sourceParts },
  { to: 5, name: 'layout', sql: layout },
  { to: 6, name: 'anchors and checklists', sql: anchorsChecklists },
  { to: 7, name: 'statistics', sql: statistics },
  { to: 8, name: 'goroutines', sql: goroutines },
  { to: 9, name: 'benchmarks and allocation events', sql: allocations },
  { to: 10, name: 'trace answers', sql: traceAnswers },
  { to: 11, name: 'finding labels', sql: findingLabels },
  { to: 12, name: 'sparse histograms', sql: sparseHistograms },
]
