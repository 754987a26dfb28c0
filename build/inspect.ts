// `npm run inspect -- FILE [--limit N]`: prints a file's records as its reader gives them, for whoever works on a reader.
// What the file says as a whole is `heapcase inspect`.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ProfileColumns } from '../shared/records/index.ts'
import { gcCycleAt } from '../shared/records/index.ts'
import { toCallError } from '../shared/lib/result.ts'
import { newNames, numberFrames } from '../electron/engine/analysis/frames.ts'
import { framesOf } from '../electron/engine/analysis/topStacks.ts'
import { recogniseFile, isRefusal } from '../electron/engine/formats/index.ts'
import { readSource } from '../electron/engine/jobs/readSource.ts'
import { withFileBytes } from '../electron/engine/jobs/sourceBytes.ts'

// `… | head` stops reading early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } })
const limit = Number(values.limit ?? Number.POSITIVE_INFINITY)
const base = process.env.INIT_CWD ?? process.cwd()

function printProfile(columns: ProfileColumns): void {
  const names = newNames()
  const frames = numberFrames(columns, names)
  const types = columns.sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(' ')
  console.log(`profile ${columns.type}  ${types}  ${columns.sampleCount} samples`)
  for (let sample = 0; sample < Math.min(columns.sampleCount, limit); sample++) {
    const numbers = columns.values.map((column) => column[sample]).join(' ')
    const stack = framesOf(columns, frames, names, columns.sampleStack[sample] ?? 0)
    console.log(`sample ${sample}  ${numbers}`)
    for (const { functionName, file, line, isInlined } of stack) {
      console.log(`    ${functionName}  ${file}:${line}${isInlined ? '  (inlined)' : ''}`)
    }
  }
}

try {
  if (positionals.length !== 1) throw new Error('usage: npm run inspect -- FILE [--limit N]')
  const file = resolve(base, positionals[0] ?? '')
  const answer = await recogniseFile(file)
  console.log(JSON.stringify(answer))
  if (isRefusal(answer)) process.exitCode = 1
  else {
    let printed = 0
    const { signal } = new AbortController()
    const { lives, ...summary } = await withFileBytes(file, signal, (bytes) =>
      readSource(
        bytes,
        answer.kind,
        {
          cycles(life, batch) {
            for (let row = 0; row < batch.length && printed < limit; row++, printed++) {
              console.log(`life ${life}  ${JSON.stringify(gcCycleAt(batch, row))}`)
            }
          },
          profile: printProfile,
          issue: (issue) => console.log(`issue ${JSON.stringify(issue)}`),
        },
        { signal },
      ),
    )
    for (const life of lives) console.log(`life ${JSON.stringify(life)}`)
    console.log(JSON.stringify(summary))
  }
} catch (thrown) {
  console.error(toCallError(thrown).message)
  process.exitCode = 1
}
