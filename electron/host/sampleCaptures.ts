import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_RUNS, type SourceKind } from '../../shared/records/index.ts'
import { CodedError } from '../../shared/lib/result.ts'

const KINDS: { pattern: RegExp; kind: SourceKind }[] = [
  { pattern: /^checkout\.log$/, kind: 'gctrace' },
  { pattern: /^[a-z]+-\d+T\d+Z\.pb\.gz$/, kind: 'profile' },
]

export interface SampleCapture {
  /** Absolute. */
  file: string
  /** Below the sample's folder, with forward slashes. */
  path: string
  kind: SourceKind
}

/** The captures of the sample incident that become its case: logs and profiles of both runs, in the order of their names. */
export async function findSampleCaptures(folder: string): Promise<SampleCapture[]> {
  const found: SampleCapture[] = []
  for (const run of SAMPLE_RUNS) {
    const names = await readdir(join(folder, run)).catch(() => [])
    for (const name of names.sort()) {
      const kind = KINDS.find(({ pattern }) => pattern.test(name))?.kind
      if (kind) found.push({ file: join(folder, run, name), path: `${run}/${name}`, kind })
    }
  }
  if (found.length === 0)
    throw new CodedError('sample/not-there', `The captures of the sample incident are not in ${folder}.`, {
      path: folder,
    })
  return found
}
