// `node test/fuzz/main.ts [runs] [seed] [format] [first]`: damages more than the tests do and prints how reading it ended. A format is
// `traces` or the name of one in containers.ts, statistics.ts, dumps.ts or logs.ts; without it all are tried in turn. With `first`
// the runs before it are left out (of traces only), so that a long series can be done in pieces.
import { CONTAINER_FORMATS, fuzzContainers } from './containers.ts'
import { DUMP_FORMATS } from './dumps.ts'
import { fuzzTraces, type FuzzReport } from './gotrace.ts'
import { fuzzReader } from './readers.ts'
import { LOG_FORMATS } from './logs.ts'
import { STATISTICS_FORMATS } from './statistics.ts'

const FORMATS = new Map<string, (runs: number, seed: number, first: number) => FuzzReport | Promise<FuzzReport>>([
  ['traces', fuzzTraces],
  ...CONTAINER_FORMATS.map((kind) => [kind, (runs: number, seed: number) => fuzzContainers(kind, runs, seed)] as const),
  ...[...STATISTICS_FORMATS, ...DUMP_FORMATS, ...LOG_FORMATS].map(
    (format) => [format.name, (runs: number, seed: number) => fuzzReader(format, runs, seed)] as const,
  ),
])

const [runs = '20000', seed = '1', only, first = '0'] = process.argv.slice(2)
for (const [name, fuzz] of FORMATS) {
  if (only !== undefined && only !== name) continue
  const began = performance.now()
  const report = await fuzz(Number(runs), Number(seed), Number(first))
  const seconds = Math.round((performance.now() - began) / 1000)
  console.log(JSON.stringify({ format: name, ...report, seconds }, null, 2))
}
