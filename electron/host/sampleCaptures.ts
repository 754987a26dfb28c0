import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_RUNS, type Source, type SourceKind } from '../../shared/records/index.ts'
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

/** Throws `sample/not-the-sample` where a case has a source that is none of the captures. */
export async function assertSample(captures: readonly SampleCapture[], sources: readonly Source[]): Promise<void> {
  const sizes = new Map<string, number>()
  for (const { file, path } of captures) sizes.set(path, (await stat(file)).size)
  const foreign = sources.find(({ path, bytes }) => sizes.get(path) !== bytes)
  if (foreign)
    throw new CodedError(
      'sample/not-the-sample',
      `The case of the sample's name holds ${foreign.path}, which is none of its captures: it is not deleted.`,
      { path: foreign.path },
    )
}
