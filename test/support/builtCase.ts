// Case files with made-up evidence, written through the case file's own interface: for tests and benchmarks of what reads them.
import { emptyGcCycleColumns, GC_NUMBER_COLUMNS } from '../../shared/records/index.ts'
import type { GcCycleColumns, LifeId, ProfileColumns, SourceId } from '../../shared/records/index.ts'
import { MIB, NANOS_PER_MILLI } from '../../shared/units/units.ts'
import type { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'

/** `count` cycles, one every 200 ms, live heap growing by 1 MiB every ten. */
export function steadyCycles(count: number): GcCycleColumns {
  const columns = emptyGcCycleColumns(count)
  for (const name of GC_NUMBER_COLUMNS) columns[name].fill(0)
  for (let row = 0; row < count; row++) {
    const live = (10 + Math.floor(row / 10)) * MIB
    columns.number[row] = row + 1
    columns.line[row] = row + 1
    columns.startNs[row] = row * 200 * NANOS_PER_MILLI
    columns.sweepTermNs[row] = 20_000 + (row % 7) * 1000
    columns.markNs[row] = 2 * NANOS_PER_MILLI
    columns.markTermNs[row] = 30_000 + (row % 11) * 1000
    columns.assistCpuNs[row] = 100_000
    columns.backgroundCpuNs[row] = 1_500_000
    columns.heapStartBytes[row] = live * 1.8
    columns.heapEndBytes[row] = live * 1.9
    columns.liveHeapBytes[row] = live
    columns.heapGoalBytes[row] = live * 2
    columns.procs[row] = 4
  }
  columns.length = count
  return columns
}

/** The text that `steadyCycles` stands for, one line per cycle. */
export const steadyLine = (number: number): string =>
  `gc ${number} @${((number - 1) * 0.2).toFixed(3)}s 1%: 0.020+2.0+0.030 ms clock, 0.080+0.10/1.5/0+0.12 ms cpu, ` +
  `${Math.floor((10 + Math.floor((number - 1) / 10)) * 1.8)}->${Math.floor((10 + Math.floor((number - 1) / 10)) * 1.9)}->` +
  `${10 + Math.floor((number - 1) / 10)} MB, ${(10 + Math.floor((number - 1) / 10)) * 2} MB goal, 0 MB stacks, 0 MB globals, 4 P\n`

export interface BuiltLog {
  name: string
  cycles: number
  /** Process start, epoch ms; null leaves the life on its own clock. */
  startMs: number | null
}

export function addLog(
  caseFile: CaseFile,
  { name, cycles, startMs }: BuiltLog,
): { sourceId: SourceId; lifeId: LifeId } {
  const writer = caseFile.imports.begin({ kind: 'gctrace', name, path: name })
  const encoder = new TextEncoder()
  writer.addRaw(encoder.encode(`# ${name}\n`.padEnd(20)))
  for (let number = 1; number <= cycles; number++) writer.addRaw(encoder.encode(steadyLine(number)))
  const columns = steadyCycles(cycles)
  for (let row = 0; row < cycles; row++) columns.line[row] = row + 2
  writer.addCycles(1, columns)
  const durationNs = cycles * 200 * NANOS_PER_MILLI
  const sourceId = writer.commit({
    counts: { lines: cycles + 1, gc_lines_complete: cycles },
    variant: 'go1.18+',
    placement: startMs === null ? null : { startMs, endMs: startMs + durationNs / 1e6, errorMs: 5, basis: 'logPrefix' },
    reader: 'gctrace/1',
    lives: [
      {
        ordinal: 1,
        firstLine: 2,
        lastLine: cycles + 1,
        cycles,
        firstCycle: 1,
        lastCycle: cycles,
        missingCycles: 0,
        startMs,
        startErrorMs: startMs === null ? null : 5,
        durationNs,
        goVersions: 'go1.18+',
      },
    ],
  })
  const life = caseFile.lives.list().find((candidate) => candidate.sourceId === sourceId)
  if (!life) throw new Error('the life of the log is not in the case')
  return { sourceId, lifeId: life.id }
}

/** `raw` stands for the file's bytes: any that no other source of the case has. */
export function addProfile(caseFile: CaseFile, name: string, columns: ProfileColumns, raw = name): SourceId {
  const writer = caseFile.imports.begin({ kind: 'profile', name, path: name })
  writer.addRaw(new TextEncoder().encode(raw))
  writer.addProfile(columns)
  const timeMs = Number(columns.timeNanos / 1_000_000n)
  return writer.commit({
    counts: { samples: columns.sampleCount },
    variant: columns.type,
    placement: timeMs === 0 ? null : { startMs: timeMs, endMs: timeMs, errorMs: 1000, basis: 'profileTime' },
    reader: 'pprof/1',
    lives: [],
  })
}
