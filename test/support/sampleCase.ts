// The sample incident as rules see it: logs and profiles of test/captures/data in the order of their paths.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseFacts } from '../../electron/engine/findings/index.ts'
import { factsOfFiles } from './caseFacts.ts'

const DATA = join(import.meta.dirname, '../captures/data')

export function sampleFacts(): CaseFacts {
  const files = ['baseline', 'incident'].flatMap((run) =>
    readdirSync(join(DATA, run))
      .sort()
      .filter((name) => name.endsWith('.log') || name.endsWith('.pb.gz'))
      .map((name) => ({
        path: `${run}/${name}`,
        file: join(DATA, run, name),
        kind: name.endsWith('.log') ? ('gctrace' as const) : ('profile' as const),
      })),
  )
  return factsOfFiles(files)
}
