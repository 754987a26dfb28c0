// A case of files written as text or bytes, imported and analysed as the command does it: what it finds, and its diagnosis.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { caseDiagnosis } from '../../electron/engine/jobs/caseDiagnosis.ts'
import { quietContext } from '../../electron/engine/jobs/context.ts'
import { importSources } from '../../electron/engine/jobs/importSources.ts'
import { importable, previewSources } from '../../electron/engine/jobs/previewSources.ts'
import { runAnalysis } from '../../electron/engine/jobs/runAnalysis.ts'
import type { Diagnosis, FindingWithVerdict } from '../../shared/records/index.ts'

export type IncidentFiles = Readonly<Record<string, string | Uint8Array>>

export interface AnalysedIncident {
  findings: FindingWithVerdict[]
  diagnosis: Diagnosis
}

/** Throws where a file is not taken. `prepare` writes what people would before the rules run. */
export async function analysedIncident(
  files: IncidentFiles,
  prepare: (caseFile: CaseFile) => void = () => undefined,
): Promise<AnalysedIncident> {
  const place = mkdtempSync(join(tmpdir(), 'heapcase-incident-'))
  mkdirSync(join(place, 'in'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(place, 'in', name), content)
  const caseFile = CaseFile.create(join(place, 'one.heapcase'))
  try {
    const context = quietContext()
    const entries = importable(await previewSources([join(place, 'in')], { caseFile, context }))
    const outcomes = await importSources(caseFile, entries, { context })
    const refused = outcomes.flatMap(({ error }) => (error ? [error.message] : []))
    if (outcomes.length !== Object.keys(files).length || refused.length > 0)
      throw new Error(`${outcomes.length} of ${Object.keys(files).length} files taken; ${refused.join('; ')}`)
    prepare(caseFile)
    await runAnalysis(caseFile, context)
    return { findings: caseFile.findings.list(), diagnosis: caseDiagnosis(caseFile) }
  } finally {
    caseFile.close()
    rmSync(place, { recursive: true, force: true })
  }
}
