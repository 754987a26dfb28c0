/**
 * The sample case, imported and analysed once for a whole run: most tests begin with it, and importing it in each would take them most
 * of their time. What makes it is what the window makes it with; sample.spec and firstContact.spec see it made there.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { quietContext } from '../../../electron/engine/jobs/context.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import { runAnalysis } from '../../../electron/engine/jobs/runAnalysis.ts'
import { findSampleCaptures } from '../../../electron/host/sampleCaptures.ts'
import { SAMPLE_NAME } from '../../../shared/records/index.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = join(root, 'test-results', 'given-sample')
const NAME = `${SAMPLE_NAME}.heapcase`

/** Playwright calls it before any test of a run. */
export default async function makeGivenSample(): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const caseFile = CaseFile.create(join(folder, NAME))
  try {
    await importSources(caseFile, await findSampleCaptures(join(root, 'test/captures/data')), {
      context: quietContext(),
    })
    await runAnalysis(caseFile, quietContext())
  } finally {
    caseFile.close()
  }
}

/** Puts it where the window looks for the sample case. */
export const giveSample = (documents: string): void => copyFileSync(join(folder, NAME), join(documents, NAME))
