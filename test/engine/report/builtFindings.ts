// Three findings of the built case (one confirmed, one open, one dismissed) and what the other rules answered.
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import { localText } from '../../../shared/lib/localText.ts'
import type {
  FindingKey,
  FindingWithVerdict,
  GcCycleColumns,
  LifeId,
  RuleOutcome,
  SourceId,
} from '../../../shared/records/index.ts'
import { MIB } from '../../../shared/units/units.ts'
import { START_MS, type Names } from './names.ts'

export function builtFindings(
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
    subject: localText(`${names.log} (life 2)`, `${names.log} 生命期 2`),
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
    title: localText('Some pauses are long', '部分暂停偏长'),
    claim: localText('The longest pause took 60 µs', '最长暂停为 60 µs'),
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

export const OUTCOMES: RuleOutcome[] = [
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
