// A small case built in memory: one log with two lives, three heap profiles, three findings, annotations and an audit chain.
import type { ReportInput } from '../../../electron/engine/report/index.ts'
import { profileSeries } from '../../../electron/engine/analysis/index.ts'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { localText, type Language } from '../../../shared/lib/localText.ts'
import {
  emptyGcCycleColumns,
  NO_ISSUES,
  type AnnotationId,
  type Diagnosis,
  type FindingKey,
  type GcCycleColumns,
  type LifeId,
  type PlacedAnnotation,
  type ProfileSummary,
  type ReportSettings,
  type Source,
  type SourceId,
} from '../../../shared/records/index.ts'
import { UTC } from '../../../shared/units/format.ts'
import { MIB } from '../../../shared/units/units.ts'
import { builtFindings, OUTCOMES } from './builtFindings.ts'
import { builtProfile } from './builtProfile.ts'
import { PLAIN_NAMES, START_MS, type Names } from './names.ts'

/** `cycles` GC cycles, one a second: live heap from 20 MiB up by `growthMiB` per cycle, pauses of 40 to 60 µs. */
export function builtCycles(cycles: number, growthMiB: number): GcCycleColumns {
  const columns = emptyGcCycleColumns(cycles)
  columns.length = cycles
  for (let row = 0; row < cycles; row++) {
    const live = Math.floor(20 + row * growthMiB) * MIB
    columns.number[row] = row + 1
    columns.line[row] = row + 1
    columns.startNs[row] = (row + 1) * 1e9
    columns.gcCpuPercent[row] = 3
    columns.sweepTermNs[row] = 20_000 + (row % 3) * 5000
    columns.markNs[row] = 4e6
    columns.markTermNs[row] = 20_000 + (row % 2) * 10_000
    columns.sweepTermCpuNs[row] = 40_000
    columns.assistCpuNs[row] = row > cycles / 2 ? 60e6 : 1e6
    columns.backgroundCpuNs[row] = 90e6
    columns.idleCpuNs[row] = 1e6
    columns.markTermCpuNs[row] = 40_000
    columns.heapStartBytes[row] = live * 2 - MIB
    columns.heapEndBytes[row] = live * 2
    columns.liveHeapBytes[row] = live
    columns.heapGoalBytes[row] = live * 2
    columns.stacksBytes[row] = MIB
    columns.globalsBytes[row] = 0
    columns.procs[row] = 2
    columns.trigger[row] = row === 5 ? 1 : 0
  }
  return columns
}

const sha = (digit: string): string => digit.repeat(64)

function builtSource(id: number, path: string, kind: Source['kind'], at: number, end: number): Source {
  return {
    id: id as SourceId,
    kind,
    variant: kind === 'gctrace' ? 'go1.18+' : 'heap',
    name: path.split('/').at(-1) ?? path,
    path,
    sha256: sha(String(id)),
    bytes: 120_000 + id,
    importedAtMs: START_MS + 3_600_000,
    reader: kind === 'gctrace' ? 'gctrace/1' : 'pprof/1',
    isReferenceOnly: false,
    placement: {
      startMs: at,
      endMs: end,
      errorMs: kind === 'gctrace' ? 0.4 : 500,
      basis: kind === 'gctrace' ? 'logPrefix' : 'profileTime',
    },
    counts: {},
    issues: NO_ISSUES,
  }
}

function builtLife(id: number, ordinal: number, startMs: number, cycles: GcCycleColumns, path: string): LifeOnAxis {
  const durationNs = (cycles.length + 0.004) * 1e9
  return {
    id: id as LifeId,
    sourceId: 1 as SourceId,
    ordinal,
    firstLine: 1,
    lastLine: 2,
    cycles: cycles.length,
    firstCycle: 1,
    lastCycle: cycles.length,
    missingCycles: 0,
    startMs,
    startErrorMs: 0.4,
    durationNs,
    goVersions: 'go1.18+',
    sourceName: path.split('/').at(-1) ?? path,
    sourcePath: path,
    axis: { kind: 'wall' },
    range: { axis: { kind: 'wall' }, from: startMs, to: startMs + durationNs / 1e6 },
  }
}

function builtAnnotations(names: Names, startMs: number): PlacedAnnotation[] {
  const common = { tags: [], author: names.author, createdAtMs: startMs, updatedAtMs: startMs }
  return [
    {
      ...common,
      id: 1 as AnnotationId,
      anchor: { kind: 'range', range: { axis: { kind: 'wall' }, from: startMs + 2000, to: startMs + 2000 } },
      text: names.annotation,
      colour: 'incident',
      at: { axis: { kind: 'wall' }, from: startMs + 2000, to: startMs + 2000 },
    },
    {
      ...common,
      id: 2 as AnnotationId,
      anchor: { kind: 'finding', key: 'gc/growing-live-heap@1' as FindingKey },
      text: 'Matches the ticket.',
      colour: 'neutral',
      at: null,
    },
  ]
}

export const builtSettings = (names: Names, language: Language): ReportSettings => ({
  title: '',
  service: 'checkout',
  authors: names.author,
  status: 'draft',
  handling: 'Internal',
  language,
  prose: { summary: '', impact: names.prose, factors: '', actions: '- Bound the store.\n- Profile every 30 minutes.' },
  excludedSections: [],
  excludedFindings: [],
})

/** One answer measured, one estimated, one that nothing speaks to. */
function builtDiagnosis(): Diagnosis {
  const step = { basis: localText('', ''), sections: [], link: null, findings: [], missing: [] }
  return {
    retention: true,
    allocation: null,
    steps: [
      {
        ...step,
        question: 'memory',
        headline: localText('In the live heap', '在存活堆中'),
        answer: localText('The live heap is 138 MiB of 160 MiB.', '存活堆占 160 MiB 中的 138 MiB。'),
        sureness: 'estimate',
      },
      {
        ...step,
        question: 'allocationOrRetention',
        headline: localText('Retention', '持有不放'),
        answer: localText('The live heap grows by 120 MiB/min.', '存活堆每分钟增长 120 MiB。'),
        sureness: 'direct',
        findings: [
          {
            key: 'gc/growing-live-heap@1' as FindingKey,
            label: 'F-001',
            title: localText('Live heap grows', '存活堆增长'),
            severity: 'critical',
          },
        ],
      },
      {
        ...step,
        question: 'waits',
        headline: localText('Not known', '未知'),
        answer: localText('No source shows goroutines.', '没有来源显示 goroutine。'),
        sureness: 'unknown',
        missing: [
          {
            what: localText('What every goroutine waits for', '每个 goroutine 在等待什么'),
            command: "curl 'http://localhost:6060/debug/pprof/goroutine?debug=2' > goroutines.txt",
          },
        ],
      },
    ],
  }
}

export function builtInput(language: Language = 'en', names: Names = PLAIN_NAMES): ReportInput {
  const before = builtCycles(30, 0)
  const after = builtCycles(60, 2)
  const secondStart = START_MS + 40_000
  const lives = [builtLife(1, 1, START_MS, before, names.log), builtLife(2, 2, secondStart, after, names.log)]
  const log = builtSource(1, names.log, 'gctrace', START_MS, secondStart + 61_000)
  const profiles = [10, 30, 50].map((second, index) => {
    const at = secondStart + second * 1000
    const source = builtSource(index + 2, `incident/heap-${index + 1}.pb.gz`, 'profile', at, at)
    const columns = builtProfile(names.leafFunction, (10 + second) * MIB)
    const summary: ProfileSummary = {
      sourceId: source.id,
      type: 'heap',
      sampleTypes: columns.sampleTypes,
      defaultSampleType: 3,
      totals: columns.values.map((column) => column.reduce((sum, value) => sum + value, 0)),
      samples: 2,
      locations: 4,
      functions: 4,
      mappings: 1,
      labelKeys: [],
      comments: [],
      periodType: columns.periodType,
      period: columns.period,
      timeMs: at,
      durationNs: 0,
      binary: 'checkout',
      buildId: 'b1946ac92492d234',
    }
    return { source, summary, columns: () => columns }
  })
  const [, second] = lives
  if (!second) throw new Error('two lives')
  return {
    language,
    caseName: 'checkout-sample',
    settings: builtSettings(names, language),
    builtAtMs: START_MS + 86_400_000,
    analysedAtMs: START_MS + 80_000_000,
    zone: UTC,
    appVersion: '0.1.0',
    schemaVersion: 1,
    goVersion: 'go1.26.10',
    sources: [log, ...profiles.map(({ source }) => source)],
    issues: [
      {
        sourceId: log.id,
        issues: [
          {
            severity: 'dataLoss',
            code: 'gctrace/cut-line',
            message: 'GC cycle line is cut off',
            at: { line: 88 },
            count: 1,
          },
        ],
      },
    ],
    lives: lives.map((life, index) => ({ life, source: log, cycles: index === 0 ? before : after })),
    profiles,
    series: profileSeries(
      profiles.map(({ summary }) => summary),
      lives,
    ),
    findings: builtFindings(names, second.id, second.range, after),
    outcomes: OUTCOMES,
    diagnosis: builtDiagnosis(),
    annotations: builtAnnotations(names, secondStart),
    checklists: [],
    audit: {
      entries: [
        {
          sequence: 1,
          atMs: START_MS + 70_000_000,
          author: names.author,
          action: 'case.create',
          detail: {},
          hash: sha('a'),
        },
        {
          sequence: 2,
          atMs: START_MS + 71_000_000,
          author: names.author,
          action: 'source.import',
          detail: { path: names.log, sha256: sha('1') },
          hash: sha('b'),
        },
      ],
      total: 2,
      head: sha('b'),
      isIntact: true,
    },
  }
}
