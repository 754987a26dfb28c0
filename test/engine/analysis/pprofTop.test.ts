// Flat and cum against what `go tool pprof` (Go 1.26) prints for the same files:
//   go tool pprof -top -nodecount=100000 -nodefraction=0 -edgefraction=0 -unit=… -sample_index=… FILE
// pprofTop.expected.json keeps the number of rows, the sums of both columns and the first rows. `-top` alone cuts light nodes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { profileTop } from '../../../electron/engine/analysis/index.ts'
import { sampleTypeIndex } from '../../../electron/engine/analysis/frames.ts'
import { corpusPath, hasCorpus } from '../../support/corpus.ts'
import { readSource } from '../../support/readSource.ts'

interface Expected {
  root: string
  file: string
  sampleType: string
  rows: number
  flat: number
  cum: number
  /** Function, flat, cum. */
  top: [string, number, number][]
}
const expected = JSON.parse(readFileSync(join(import.meta.dirname, 'pprofTop.expected.json'), 'utf8')) as Expected[]

const inCorpus = expected.filter(({ root }) => root === 'corpus')
if (!hasCorpus) console.warn(`corpus not found beside the checkout: ${inCorpus.length} profiles skipped`)

describe('flat and cum of every function', () => {
  it.each(expected.filter(({ root }) => root === 'captures' || hasCorpus))(
    'are those of pprof -top: $file $sampleType',
    ({ root, file, sampleType, rows, flat, cum, top }) => {
      const path = root === 'corpus' ? corpusPath(file) : join(import.meta.dirname, '../../captures/data', file)
      const { profile } = readSource('profile', readFileSync(path))
      if (!profile) throw new Error('not read as a profile')
      const ours = profileTop(profile, sampleTypeIndex(profile, sampleType)).rows
      const sum = (column: 'flat' | 'cum'): number => ours.reduce((total, row) => total + row[column], 0)
      expect({
        rows: ours.length,
        flat: sum('flat'),
        cum: sum('cum'),
        top: top.map(([name]) => {
          const row = ours.find(({ functionName }) => functionName === name)
          return [name, row?.flat, row?.cum]
        }),
      }).toEqual({ rows, flat, cum, top })
    },
  )
})
