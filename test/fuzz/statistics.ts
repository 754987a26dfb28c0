// Damaged statistics, files of the system, kills, pods and legacy profiles: seeds, and what must hold of what is read.
import { readFileSync } from 'node:fs'
import { fixturePath } from '../support/corpus.ts'
import { dumpProfile } from '../support/dumpRecords.ts'
import { dumpStatistics } from '../support/dumpStatistics.ts'
import type { ReadResult } from '../support/readSource.ts'
import { validateProfile } from '../support/validateRecords.ts'
import { validateStatistics } from '../support/validateStatistics.ts'
import { seed, type ReaderFormat } from './readers.ts'

const heapText = readFileSync(fixturePath('pprof', 'go1.26.10-orders.heap.debug1.txt'))

const METRICS = { kind: 'metrics', dump: dumpStatistics, validate: validateStatistics } as const
const OS_MEMORY = { kind: 'osMemory', dump: dumpStatistics, validate: validateStatistics } as const
/** MemStats at the end of a heap profile become series. */
const PROFILE = {
  kind: 'profile',
  dump: (result: ReadResult): string =>
    (result.profile === null ? '' : dumpProfile(result.profile)) + dumpStatistics(result),
  validate: (result: ReadResult): void => {
    if (result.profile === null) validateStatistics(result)
    else validateProfile(result.profile)
  },
} as const

export const STATISTICS_FORMATS: readonly ReaderFormat[] = [
  {
    name: 'Prometheus and OpenMetrics',
    ...METRICS,
    seeds: [
      seed('metrics', 'constructed-prometheus.prom'),
      seed('metrics', 'constructed-openmetrics.prom'),
      seed('metrics', 'constructed-scrapes-dated.prom'),
      seed('metrics', 'constructed-scrapes-undated.prom'),
    ],
  },
  {
    name: 'statistics as JSON',
    ...METRICS,
    seeds: [
      seed('metrics', 'go1.26-checkout.memstats.jsonl'),
      seed('metrics', 'constructed-variables.json'),
      seed('metrics', 'constructed-metrics-log.jsonl'),
      seed('metrics', 'constructed-query-range.json'),
      seed('metrics', 'go1.16.6-runtime-metrics.json'),
    ],
  },
  {
    name: 'files of the system',
    ...OS_MEMORY,
    seeds: [
      seed('osmemory', 'go1.26.10-cgo.smaps'),
      seed('osmemory', 'go1.26.10-plain.maps'),
      seed('osmemory', 'go1.26.10-plain.status'),
      seed('osmemory', 'go1.26.10-plain.limits'),
      seed('osmemory', 'constructed-cgroup-v2.txt'),
      seed('osmemory', 'go1.26.10-plain.cgroup-v1-grep'),
    ],
  },
  {
    name: 'kills of the kernel',
    ...OS_MEMORY,
    seeds: [
      seed('osmemory', 'constructed-oom-kernel3.10.log', 4000),
      seed('osmemory', 'constructed-oom-global.log', 4000),
      seed('osmemory', 'constructed-oom-group-caller.log', 4000),
    ],
  },
  {
    name: 'pods',
    ...OS_MEMORY,
    seeds: [
      seed('osmemory', 'constructed-describe.txt'),
      seed('osmemory', 'constructed-pod.json'),
      seed('osmemory', 'constructed-pods.yaml'),
    ],
  },
  {
    name: 'legacy profiles',
    ...PROFILE,
    seeds: [
      // A few samples, and the MemStats at the end.
      Buffer.concat([heapText.subarray(0, 1200), heapText.subarray(-1500)]),
      seed('pprof', 'go1.26.10-orders.mutex.debug1.txt', 1500),
      seed('pprof', 'go1.26.10-orders.block.debug1.txt', 1500),
      Buffer.from(
        new BigUint64Array([0n, 3n, 0n, 10_000n, 0n, 2n, 2n, 0x401000n, 0x402000n, 1n, 1n, 0x403000n, 0n, 1n, 0n])
          .buffer,
      ),
    ],
  },
]
