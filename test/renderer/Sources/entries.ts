// Entries of a preview and states of jobs, as the engine would give them.
import type { JobStatus } from '../../../shared/contract/appCalls.ts'
import type { PreviewEntry } from '../../../shared/records/index.ts'

export const entry = (file: string, change: Partial<PreviewEntry>): PreviewEntry => ({
  file,
  name: file,
  path: file,
  bytes: 1000,
  recognised: { kind: 'gctrace', variant: 'go1.18+', confidence: 1, because: 'lines with the gc mark' },
  refusal: null,
  duplicateOf: null,
  placement: null,
  excerpt: ['gc 1 @0.008s 2%: 0.1+1+0.1 ms clock'],
  counts: { gc_lines_complete: 3 },
  issues: { note: 0, dataLoss: 0, error: 0 },
  skipped: [],
  possibleKinds: ['gctrace', 'runtimeLog'],
  isKindChosen: false,
  container: null,
  parts: [],
  ...change,
})
export const job = (id: string, change: Partial<JobStatus>): JobStatus => ({
  id: id as JobStatus['id'],
  kind: 'preview',
  caseHandle: null,
  state: 'running',
  startedAtMs: 0,
  endedAtMs: null,
  progress: {
    phase: 'read',
    file: 'a.log',
    bytesDone: 1,
    bytesTotal: 2,
    records: 3,
    bytesPerSecond: 4,
    secondsLeft: 5,
  },
  error: null,
  result: null,
  ...change,
})
