// Damaged logs of the runtime: gc lines with everything printed beside them, of old and new versions, plain and in the envelopes of
// collectors; and texts of other readers in such envelopes.
import { dumpLog } from '../support/dumpRecords.ts'
import { dumpStatistics } from '../support/dumpStatistics.ts'
import { validateLog } from '../support/validateRecords.ts'
import { validateStatistics } from '../support/validateStatistics.ts'
import { seed, type ReaderFormat } from './readers.ts'

const LOG = { kind: 'gctrace', dump: dumpLog, validate: validateLog } as const

const logSeeds = (...names: string[]): Buffer[] => names.map((name) => seed('gctrace', `${name}.log`))

/** The lines of a seed, each as a collector writes it. */
const wrapped = (bytes: Buffer, wrap: (line: string, index: number) => string): Buffer =>
  Buffer.from(bytes.toString('utf8').trimEnd().split('\n').map(wrap).join('\n').concat('\n'))
const at = (index: number): string => new Date(Date.UTC(2026, 10, 20, 10) + index * 1000).toISOString()
const cri = (line: string, index: number): string =>
  line.length < 60
    ? `${at(index)} stderr F ${line}`
    : `${at(index)} stderr P ${line.slice(0, 50)}\n${at(index)} stderr F ${line.slice(50)}`
const docker = (line: string, index: number): string =>
  JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: at(index) })
const child = (line: string, index: number): string =>
  JSON.stringify({ time: at(index), level: 'INFO', msg: 'child', line })

const beside = seed('gctrace', 'go1.19.8-schedtrace-scheddetail.log', 1500)
const memstats = seed('metrics', 'go1.26-checkout.memstats.jsonl')

export const LOG_FORMATS: readonly ReaderFormat[] = [
  {
    name: 'runtime lines',
    ...LOG,
    seeds: logSeeds(
      'go1.11.13-gcpacertrace',
      'go1.12.17-gclog-scavtrace',
      'go1.11.13-schedtrace-scheddetail',
      'go1.19.8-inittrace',
      'go1.19.8-schedtrace',
      'go1.21.13-gclog-scavtrace',
      'go1.21.13-gcpacertrace',
    ),
  },
  {
    name: 'runtime lines in envelopes',
    ...LOG,
    seeds: [wrapped(beside, cri), wrapped(beside, docker), wrapped(beside, child)],
  },
  {
    name: 'statistics in envelopes',
    kind: 'metrics',
    dump: dumpStatistics,
    validate: validateStatistics,
    seeds: [wrapped(memstats, cri), wrapped(memstats, docker)],
  },
]
