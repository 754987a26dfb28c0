/**
 * Cases that are made once for a whole run: the sample, imported and analysed, with which most tests begin, and one of three traces. Making
 * them in each test would take the tests most of their time. What makes them is what the window makes them with; sample.spec, firstContact.spec
 * and a test of trace.spec see them made there.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { quietContext } from '../../../electron/engine/jobs/context.ts'
import { importSources, type ImportEntry } from '../../../electron/engine/jobs/importSources.ts'
import { runAnalysis } from '../../../electron/engine/jobs/runAnalysis.ts'
import { findSampleCaptures } from '../../../electron/host/sampleCaptures.ts'
import { SAMPLE_NAME } from '../../../shared/records/index.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = join(root, 'test-results', 'given-cases')
const captures = join(root, 'test', 'captures', 'data')
const SAMPLE = `${SAMPLE_NAME}.heapcase`

export const TRACES = 'traces.heapcase'
/** Of a service with tasks, of memory, and one that knows no wall clock. */
const TRACE_FILES: Readonly<Record<string, string>> = {
  'a-service.trace': join(captures, 'baseline', 'trace-20261121T033705Z.out'),
  'b-alloc.trace': join(root, 'test', 'fixtures', 'gotrace', 'go1.26.10-tiny-allocfree.trace'),
  'c-old.trace': join(root, 'test', 'fixtures', 'gotrace', 'go1.19.8-maps.trace'),
}
export const TRACE_NAMES = Object.keys(TRACE_FILES)

async function makeCase(name: string, entries: readonly ImportEntry[]): Promise<void> {
  const caseFile = CaseFile.create(join(folder, name))
  try {
    await importSources(caseFile, entries, { context: quietContext() })
    await runAnalysis(caseFile, quietContext())
  } finally {
    caseFile.close()
  }
}

/** Playwright calls it before any test of a run. */
export default async function makeGivenCases(): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await makeCase(SAMPLE, await findSampleCaptures(captures))
  const traces = join(folder, 'traces')
  giveTraceFiles(traces)
  await makeCase(
    TRACES,
    TRACE_NAMES.map((name) => ({ file: join(traces, name), path: name, kind: 'gotrace' as const })),
  )
}

/** Puts it where the window looks for the sample case. */
export const giveSample = (documents: string): void => copyFileSync(join(folder, SAMPLE), join(documents, SAMPLE))

/** Puts the case of traces into a folder. */
export const giveTraces = (to: string): void => copyFileSync(join(folder, TRACES), join(to, TRACES))

/** Puts the traces themselves into a folder, which is made. */
export function giveTraceFiles(to: string): void {
  mkdirSync(to)
  for (const [name, path] of Object.entries(TRACE_FILES)) copyFileSync(path, join(to, name))
}
