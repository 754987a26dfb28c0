// A trace imported into a case of its own.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { importSources } from '../../electron/engine/jobs/importSources.ts'
import { TraceView } from '../../electron/engine/jobs/trace/TraceView.ts'
import type { SourceId } from '../../shared/records/index.ts'

const context = { signal: new AbortController().signal, onProgress: () => undefined }

export async function importedTraces(...paths: string[]): Promise<{ caseFile: CaseFile; views: TraceView[] }> {
  const caseFile = CaseFile.create(join(mkdtempSync(join(tmpdir(), 'heapcase-trace-')), 'trace.heapcase'))
  const outcomes = await importSources(
    caseFile,
    paths.map((file) => ({ file, path: file.slice(file.lastIndexOf('/') + 1), kind: 'gotrace' as const })),
    { context },
  )
  for (const { error } of outcomes) if (error) throw new Error(error.message)
  return { caseFile, views: outcomes.map(({ sourceId }) => new TraceView(caseFile.traces, sourceId as SourceId)) }
}
