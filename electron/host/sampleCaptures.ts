import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_RUNS, type Source, type SourceKind } from '../../shared/records/index.ts'
import { CodedError } from '../../shared/lib/result.ts'

/** Beside these there is a heap profile as text, of the moment of the last one in protobuf form. */
export const SAMPLE_KINDS: readonly { pattern: RegExp; kind: SourceKind }[] = [
  { pattern: /^checkout\.log$/, kind: 'gctrace' },
  { pattern: /^[a-z]+-\d+T\d+Z\.pb\.gz$/, kind: 'profile' },
  { pattern: /^goroutines(?:-debug1)?-\d+T\d+Z\.txt$/, kind: 'goroutines' },
  { pattern: /^trace-\d+T\d+Z\.out$/, kind: 'gotrace' },
  { pattern: /^memstats\.jsonl$|^(?:metrics|vars)-\d+T\d+Z\.json$/, kind: 'metrics' },
  { pattern: /^(?:smaps|smaps_rollup|status)-\d+T\d+Z$/, kind: 'osMemory' },
]

export interface SampleCapture {
  /** Absolute. */
  file: string
  /** Below the sample's folder, with forward slashes. */
  path: string
  kind: SourceKind
}

/**
 * The captures of the sample incident that become its case: logs, profiles, execution traces, goroutine dumps, statistics and system
 * memory of both runs, in the order of their names.
 */
export async function findSampleCaptures(folder: string): Promise<SampleCapture[]> {
  const found: SampleCapture[] = []
  for (const run of SAMPLE_RUNS) {
    const names = await readdir(join(folder, run)).catch(() => [])
    for (const name of names.sort()) {
      const kind = SAMPLE_KINDS.find(({ pattern }) => pattern.test(name))?.kind
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
