// Damaged goroutine dumps, crashes, benchmarks and allocation events: seeds, and what must hold of what is read.
import { dumpAllocEvents, dumpBenchmarks, dumpGoroutines } from '../support/dumpRecords.ts'
import { validateAllocEvents, validateBenchmarks, validateDumps } from '../support/validateRecords.ts'
import { seed, type ReaderFormat } from './readers.ts'

const dumpSeeds = (...names: string[]): Buffer[] => names.map((name) => seed('goroutine', `${name}.txt`))

const GOROUTINES = { kind: 'goroutines', dump: dumpGoroutines, validate: validateDumps } as const
const BENCHMARKS = { kind: 'benchmark', dump: dumpBenchmarks, validate: validateBenchmarks } as const
const ALLOC_EVENTS = { kind: 'allocEvents', dump: dumpAllocEvents, validate: validateAllocEvents } as const

export const DUMP_FORMATS: readonly ReaderFormat[] = [
  {
    name: 'goroutine stacks',
    ...GOROUTINES,
    seeds: dumpSeeds(
      'go1.18-park.debug2',
      'go1.27.4-labels.debug2',
      'go1.27.4-leak.goroutineleak.debug2-cut',
      'warehouse-locks-1',
      'warehouse-ancestors',
    ),
  },
  {
    name: 'goroutine counts',
    ...GOROUTINES,
    seeds: dumpSeeds(
      'go1.11.13-park.debug1',
      'go1.18-leak.goroutine.1.debug1',
      'go1.26.10-park.debug1',
      'go1.27.4-leak.goroutineleak.debug1',
    ),
  },
  {
    name: 'crashes',
    ...GOROUTINES,
    seeds: dumpSeeds(
      'go1.11.13-fatal.oom',
      'go1.18-fatal.repanic',
      'go1.19.8-fatal.stack',
      'go1.22.12-fatal.quit',
      'go1.25.12-fatal.mapwrite-crash',
      'warehouse-nested',
      'warehouse-recovered',
    ),
  },
  {
    name: 'benchmarks',
    ...BENCHMARKS,
    seeds: ['forms', 'go1.19.8-store', 'go1.27.4-store', 'testjson'].map((name) => seed('benchmark', `${name}.txt`)),
  },
  {
    name: 'allocation events',
    ...ALLOC_EVENTS,
    seeds: ['bpftrace.csv', 'documented.jsonl', 'patched.log', 'probes.txt', 'wrapped.jsonl'].map((name) =>
      seed('alloc', name),
    ),
  },
  { name: 'allocfreetrace', ...ALLOC_EVENTS, seeds: [seed('alloc', 'go1.22-allocfreetrace.txt')] },
]
