// A small case built in memory: one log with two lives, three heap profiles, three findings, annotations and an audit chain.
import type { ReportInput } from '../../../electron/engine/report/index.ts'
import { profileSeries } from '../../../electron/engine/analysis/index.ts'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { localText, type Language } from '../../../shared/lib/localText.ts'
import {
  emptyGcCycleColumns,
  NO_ISSUES,
  type Annotation,
  type AnnotationId,
  type FindingKey,
  type FindingWithVerdict,
  type GcCycleColumns,
  type LifeId,
  type ProfileColumns,
  type ProfileSummary,
  type ReportSettings,
  type RuleOutcome,
  type Source,
  type SourceId,
} from '../../../shared/records/index.ts'
import { UTC } from '../../../shared/units/format.ts'
import { MIB } from '../../../shared/units/units.ts'

export const START_MS = Date.UTC(2026, 10, 21, 3, 40, 0)

/** Names as they come from outside: paths, functions, prose. Tests of the renderers replace them with hostile ones. */
export interface Names {
  log: string
  leafFunction: string
  prose: string
  annotation: string
  author: string
}
export const PLAIN_NAMES: Names = {
  log: 'incident/checkout.log',
  leafFunction: 'checkout/internal/session.(*Store).Put',
  prose: 'Requests failed for **47 seconds**; see [the ticket](https://example.org/INC-2043).',
  annotation: 'Release 2.9.0 starts',
  author: 'R. Okafor',
}

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

/** A heap profile of two call paths; `held` bytes by the first one. */
function builtProfile(leafFunction: string, held: number): ProfileColumns {
  const strings = [
    '',
    leafFunction,
    'checkout/internal/shop.(*Shop).handle',
    'runtime.mallocgc',
    'store.go',
    'shop.go',
    'malloc.go',
    'bytes.growSlice',
    'buffer.go',
  ]
  const functions: [number, number][] = [
    [1, 4],
    [2, 5],
    [3, 6],
    [7, 8],
  ]
  const stacks = [
    [2, 0, 1],
    [2, 3, 1],
  ]
  return {
    type: 'heap',
    sampleTypes: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'].map(
      (name) => {
        const [type = '', unit = ''] = name.split('/')
        return { type, unit }
      },
    ),
    defaultSampleType: 3,
    hasDefaultSampleType: true,
    periodType: { type: 'space', unit: 'bytes' },
    period: 524_288,
    timeNanos: 0n,
    durationNanos: 0,
    comments: [],
    docUrl: '',
    dropFrames: '',
    keepFrames: '',
    strings,
    functionName: Uint32Array.from(functions, ([name]) => name),
    functionSystemName: Uint32Array.from(functions, ([name]) => name),
    functionFile: Uint32Array.from(functions, ([, file]) => file),
    functionStartLine: new Float64Array(functions.length),
    mappingStart: new BigUint64Array(0),
    mappingLimit: new BigUint64Array(0),
    mappingOffset: new BigUint64Array(0),
    mappingFile: new Uint32Array(0),
    mappingBuildId: new Uint32Array(0),
    mappingFlags: new Uint8Array(0),
    locationAddress: BigUint64Array.from(functions, (_, index) => BigInt(index + 1)),
    locationMapping: Uint32Array.from(functions, () => 0xffff_ffff),
    locationIsFolded: new Uint8Array(functions.length),
    locationLineStart: Uint32Array.from({ length: functions.length + 1 }, (_, index) => index),
    lineFunction: Uint32Array.from(functions, (_, index) => index),
    lineNumber: Float64Array.from(functions, (_, index) => 10 + index),
    stackStart: Uint32Array.from([0, 3, 6]),
    stackLocation: Uint32Array.from(stacks.flat()),
    sampleCount: 2,
    sampleStack: Uint32Array.from([0, 1]),
    sampleLabelSet: new Uint32Array(2),
    values: [
      [10, 400],
      [held * 1.5, 900 * MIB],
      [10, 4],
      [held, 6 * MIB],
    ].map((column) => Float64Array.from(column)),
    labelSetStart: Uint32Array.from([0, 0]),
    labelKey: new Uint32Array(0),
    labelString: new Uint32Array(0),
    labelNumber: new Float64Array(0),
    labelUnit: new Uint32Array(0),
  }
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

function builtFindings(
  names: Names,
  lifeId: LifeId,
  range: LifeOnAxis['range'],
  cycles: GcCycleColumns,
): FindingWithVerdict[] {
  const x = Array.from({ length: cycles.length }, (_, row) => range.from + (cycles.startNs[row] ?? 0) / 1e6)
  const common = {
    ruleVersion: 1,
    goVersions: 'go1.5+',
    refutation: [localText('A live heap that falls after the load ends.', '负载结束后存活堆回落。')],
    functions: [names.leafFunction],
    isStale: false,
  }
  const growing: FindingWithVerdict = {
    ...common,
    key: 'gc/growing-live-heap@1' as FindingKey,
    label: 'F-001',
    ruleId: 'gc/growing-live-heap',
    severity: 'critical',
    likelihood: 'veryLikely',
    confidence: 'high',
    confidenceReason: localText('60 cycles, narrow interval', '60 个周期，区间较窄'),
    title: localText('Live heap grows from cycle to cycle', '存活堆逐周期增长'),
    claim: localText('Live heap grows by 120 MiB/min over 60 GC cycles', '存活堆在 60 个 GC 周期中每分钟增长 120 MiB'),
    summary: localText(
      'What survives a cycle is retained by the program; it grew without a break.',
      '周期结束后仍存活的内存由程序持有；其增长从未中断。',
    ),
    figures: [
      {
        name: localText('Growth of the live heap', '存活堆增长'),
        value: 120 * MIB,
        low: 118 * MIB,
        high: 122 * MIB,
        limit: 5 * MIB,
        unit: 'bytes/min',
        isMain: true,
      },
      { name: localText('Cycles', '周期数'), value: 60, limit: 20, unit: 'count' },
    ],
    evidence: [
      {
        id: 'E1',
        shows: localText('the live heap rising over 60 cycles', '60 个周期中存活堆持续上升'),
        link: { view: 'gcCycles', lifeId },
        at: { kind: 'gcCycles', sourceId: 1 as SourceId, lifeId, from: 1, to: cycles.length },
      },
    ],
    remedies: [
      {
        title: localText('Bound the session store', '为会话存储设定上限'),
        text: localText('Evict entries that nobody asked for in a while.', '淘汰长时间无人访问的条目。'),
        code: { language: 'go', text: 'go store.evictLoop(ctx, 15*time.Second) // `every` <tick>' },
      },
    ],
    range,
    subject: localText(`${names.log}, life 2`, `${names.log}，第 2 段进程`),
    chart: {
      title: localText('Live heap', '存活堆'),
      unit: 'bytes',
      axis: 'wall',
      series: [
        { name: localText('live heap', '存活堆'), role: 'main', x, y: Array.from(cycles.liveHeapBytes) },
        { name: localText('heap goal', '堆目标'), role: 'goal', x, y: Array.from(cycles.heapGoalBytes) },
      ],
      trend: {
        x0: x[0] ?? 0,
        y0: 20 * MIB,
        x1: x.at(-1) ?? 0,
        y1: 138 * MIB,
        label: localText('+120 MiB/min', '+120 MiB/min'),
      },
      limits: [{ value: 200 * MIB, label: localText('limit 200 MiB', '限值 200 MiB'), severity: 'critical' }],
    },
    verdict: {
      kind: 'confirmed',
      reason: 'rolled back, growth stopped',
      author: names.author,
      atMs: START_MS + 7_200_000,
    },
  }
  const path: FindingWithVerdict = {
    ...common,
    key: 'heap/retention@put' as FindingKey,
    label: 'F-002',
    ruleId: 'heap/retention-by-path',
    severity: 'warning',
    likelihood: 'likely',
    confidence: 'medium',
    title: localText('One call path holds the growth', '增长集中在一条调用路径'),
    claim: localText(`${names.leafFunction} holds 93 % of the growth`, `${names.leafFunction} 持有增长的 93 %`),
    summary: localText(
      'Of all that grew between the profiles, most was allocated there.',
      '两份剖析之间的增长大多由此处分配。',
    ),
    figures: [
      { name: localText('Share of the growth', '占增长比例'), value: 0.93, limit: 0.5, unit: 'share', isMain: true },
    ],
    evidence: [
      {
        id: 'E2',
        shows: localText('in-use bytes of the call path over three profiles', '三份剖析中该路径的在用字节'),
        link: { view: 'profile' },
        at: {
          kind: 'profiles',
          sourceIds: [2, 3, 4] as SourceId[],
          functionName: names.leafFunction,
          sampleType: 'inuse_space/bytes',
        },
      },
    ],
    remedies: [],
    range: null,
    subject: localText('heap profiles of checkout', 'checkout 的堆剖析'),
    verdict: null,
  }
  const pauses: FindingWithVerdict = {
    ...path,
    key: 'gc/long-pauses@1' as FindingKey,
    label: 'F-003',
    ruleId: 'gc/long-pauses',
    severity: 'notice',
    title: localText('Some pauses are long', '部分停顿偏长'),
    claim: localText('The longest pause took 60 µs', '最长停顿为 60 µs'),
    evidence: [],
    verdict: {
      kind: 'dismissed',
      reason: 'the host was paused for a snapshot',
      author: names.author,
      atMs: START_MS + 7_300_000,
    },
  }
  return [growing, path, pauses]
}

const OUTCOMES: RuleOutcome[] = [
  {
    ruleId: 'gc/assist-share',
    title: localText('Mark assist takes request CPU', '标记辅助占用请求 CPU'),
    outcome: 'clear',
    reason: localText('1.6 % of CPU, limit 5 %', '占 CPU 的 1.6 %，限值 5 %'),
    command: null,
    limits: [],
  },
  {
    ruleId: 'gc/memory-limit',
    title: localText('The memory limit holds the goal down', '内存限制压低堆目标'),
    outcome: 'notApplicable',
    reason: localText('no source states GOMEMLIMIT', '没有来源给出 GOMEMLIMIT'),
    command: 'curl -s http://localhost:6060/debug/vars | jq .memstats > vars.json',
    limits: [],
  },
]

function builtAnnotations(names: Names, startMs: number): Annotation[] {
  const common = { tags: [], author: names.author, createdAtMs: startMs, updatedAtMs: startMs }
  return [
    {
      ...common,
      id: 1 as AnnotationId,
      anchor: { kind: 'range', range: { axis: { kind: 'wall' }, from: startMs + 2000, to: startMs + 2000 } },
      text: names.annotation,
      colour: 'incident',
    },
    {
      ...common,
      id: 2 as AnnotationId,
      anchor: { kind: 'finding', key: 'gc/growing-live-heap@1' as FindingKey },
      text: 'Matches the ticket.',
      colour: 'neutral',
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
    annotations: builtAnnotations(names, secondStart),
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
