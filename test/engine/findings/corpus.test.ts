// Every log and every profile of the corpus through all rules: well-formed answers whatever the Go version, damage or size.
import { describe, expect, it } from 'vitest'
import { RULES, runRules } from '../../../electron/engine/findings/index.ts'
import { isRefusal } from '../../../electron/engine/formats/index.ts'
import { recogniseFile } from '../../../electron/engine/formats/recognise.ts'
import { factsOfFiles, type CaseFile } from '../../support/caseFacts.ts'
import { corpusFiles, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { answerOf } from '../../support/findingChecks.ts'

async function readable(folder: string): Promise<CaseFile[]> {
  const files: CaseFile[] = []
  for (const path of corpusFiles(folder)) {
    const file = corpusPath(path)
    const answer = await recogniseFile(file)
    if (!isRefusal(answer)) files.push({ path, file, kind: answer.kind })
  }
  return files
}

describe.skipIf(!hasCorpus)('all rules over the corpus', async () => {
  const logs = await readable('gctrace')
  const profiles = await readable('pprof')

  it.each(logs)('answer well for $path', (log) => {
    const facts = factsOfFiles([log])
    for (const rule of RULES) answerOf(rule, facts)
  })

  it('answer well for all profiles at once', () => {
    const facts = factsOfFiles(profiles)
    for (const rule of RULES) answerOf(rule, facts)
  })

  it.each(['go1.11.13', 'go1.18', 'go1.22.12', 'go1.26.10'])(
    'name what leaks in three heap profiles of %s',
    (version) => {
      const facts = factsOfFiles(profiles.filter(({ path }) => path.includes(`${version}-leak.heap`)))
      const { findings } = runRules(facts, {
        'heap/retention-by-path': { minGrowth: 1_048_576, minSigmas: 2, minTime: 0 },
      })
      const named = findings
        .filter(({ ruleId }) => ruleId === 'heap/retention-by-path')
        .map(({ functions }) => functions)
      expect(named).toEqual([['main.main']])
    },
  )
})
