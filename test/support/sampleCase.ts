// The sample incident as rules see it: the captures of test/captures/data that its case is made of, in the order of their paths.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseFacts } from '../../electron/engine/findings/index.ts'
import { SAMPLE_KINDS } from '../../electron/host/sampleCaptures.ts'
import { factsOfFiles } from './caseFacts.ts'

const DATA = join(import.meta.dirname, '../captures/data')

export function sampleFacts(): CaseFacts {
  const files = ['baseline', 'incident'].flatMap((run) =>
    readdirSync(join(DATA, run))
      .sort()
      .flatMap((name) => {
        const kind = SAMPLE_KINDS.find(({ pattern }) => pattern.test(name))?.kind
        return kind ? [{ path: `${run}/${name}`, file: join(DATA, run, name), kind }] : []
      }),
  )
  return factsOfFiles(files)
}
