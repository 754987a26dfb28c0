// A small invented case for tests of the window: one log with two lives, two heap profiles, one finding of each severity.
import type { OpenedCase } from '../../shared/contract/appCalls.ts'
import type { CaseOverview } from '../../shared/contract/caseCalls.ts'
import { localText, sameText, type LocalText } from '../../shared/lib/localText.ts'
import type {
  Diagnosis,
  FindingKey,
  FindingWithVerdict,
  LifeId,
  ReportDocument,
  ReportSettings,
  RuleOutcome,
  Source,
  SourceId,
} from '../../shared/records/index.ts'

export const START_MS = Date.UTC(2026, 10, 21, 3, 36, 0)
const wall = { kind: 'wall' } as const
export const sourceId = (id: number): SourceId => id as SourceId
export const lifeId = (id: number): LifeId => id as LifeId
export const findingKey = (key: string): FindingKey => key as FindingKey

export const openedCase: OpenedCase = {
  handle: 'case-1' as OpenedCase['handle'],
  name: 'checkout memory',
  path: '/cases/checkout memory.heapcase',
  isReadOnly: false,
  isSample: false,
}

export const sources: Source[] = [
  {
    id: sourceId(1),
    kind: 'gctrace',
    variant: 'go1.18+',
    name: 'checkout.log',
    path: 'incident/checkout.log',
    sha256: 'a'.repeat(64),
    bytes: 400_000,
    importedAtMs: START_MS + 3_600_000,
    reader: 'gctrace/1',
    isReferenceOnly: false,
    placement: { startMs: START_MS, endMs: START_MS + 300_000, errorMs: 1.5, basis: 'logPrefix' },
    counts: { lines: 2793, gc_lines_complete: 1195 },
    issues: { note: 0, dataLoss: 1, error: 0 },
  },
  {
    id: sourceId(2),
    kind: 'profile',
    variant: 'heap',
    name: 'heap.pb.gz',
    path: 'incident/heap.pb.gz',
    sha256: 'b'.repeat(64),
    bytes: 8_000,
    importedAtMs: START_MS + 3_600_000,
    reader: 'pprof/1',
    isReferenceOnly: false,
    placement: null,
    counts: { samples: 227, functions: 171 },
    issues: { note: 0, dataLoss: 0, error: 0 },
  },
]

const figure = (value: number, limit: number) => ({
  name: localText('Growth', '增长'),
  value,
  low: value * 0.98,
  high: value * 1.02,
  limit,
  unit: 'bytes/min' as const,
  isMain: true,
})

function finding(
  label: string,
  severity: FindingWithVerdict['severity'],
  change: Partial<FindingWithVerdict> = {},
): FindingWithVerdict {
  return {
    key: findingKey(`gc/growing-live-heap@${label}`),
    label,
    ruleId: 'gc/growing-live-heap',
    ruleVersion: 1,
    severity,
    likelihood: 'veryLikely',
    confidence: 'high',
    title: localText(`Title of ${label}`, `${label} 的标题`),
    claim: localText(`Claim of ${label}`, `${label} 的结论`),
    summary: localText(`Summary of ${label}`, `${label} 的摘要`),
    figures: [figure(72_000_000, 1_048_576)],
    evidence: [
      {
        id: 'E1',
        shows: localText('GC cycles 1 – 824', 'GC 周期 1 – 824'),
        link: {
          view: 'gcCycles',
          lifeId: lifeId(1),
          range: { axis: wall, from: START_MS, to: START_MS + 60_000 },
          cycle: 12,
        },
        at: { kind: 'gcCycles', sourceId: sourceId(1), lifeId: lifeId(1), from: 1, to: 824 },
      },
    ],
    refutation: [localText('It levels off.', '趋于平稳。')],
    remedies: [
      {
        title: localText('Evict', '淘汰'),
        text: localText('Removes the cause.', '消除原因。'),
        code: { language: 'go', text: 'func (s *Store) Put() {}' },
      },
    ],
    goVersions: 'go1.5+',
    range: null,
    functions: ['session.(*Store).Put'],
    subject: sameText('incident/checkout.log'),
    verdict: null,
    isStale: false,
    ...change,
  }
}

export const findings: FindingWithVerdict[] = [
  finding('F-001', 'critical'),
  finding('F-002', 'warning'),
  finding('F-003', 'notice', { verdict: { kind: 'dismissed', reason: 'expected', author: 'N. N.', atMs: START_MS } }),
]

export const outcomes: RuleOutcome[] = [
  {
    ruleId: 'gc/growing-live-heap',
    title: localText('Live heap grows', '存活堆增长'),
    outcome: 'found',
    reason: null,
    command: null,
    limits: [
      {
        name: 'warn',
        title: localText('Warn from', '警告起点'),
        unit: 'bytes/min',
        value: 1_048_576,
        defaultValue: 1_048_576,
      },
    ],
  },
  {
    ruleId: 'gc/long-pauses',
    title: localText('Pauses are long', '停顿长'),
    outcome: 'clear',
    reason: localText('p99 0.4 ms', 'p99 0.4 ms'),
    command: null,
    limits: [],
  },
  {
    ruleId: 'heap/retention-by-path',
    title: localText('Retention by path', '按路径持有'),
    outcome: 'notApplicable',
    reason: localText('needs two heap profiles', '需要两份堆剖析'),
    command: 'curl -o heap.pb.gz localhost:6060/debug/pprof/heap',
    limits: [],
  },
]

const both = (en: string): LocalText => ({ en, 'zh-CN': `${en}（中）` })

/** One step with parts, one with figures and findings, one that nothing answers. */
export const diagnosis: Diagnosis = {
  retention: true,
  allocation: false,
  steps: [
    {
      question: 'memory',
      headline: both('Live heap, 75 %'),
      answer: both('Resident set: 400 MiB, mostly live heap 300 MiB.'),
      sureness: 'estimate',
      basis: both('Sources up to 8 s apart.'),
      sections: [
        {
          title: both('Resident set: 400 MiB'),
          rows: [
            {
              title: both('Live heap'),
              value: 300 * 1_048_576,
              low: 290 * 1_048_576,
              high: 310 * 1_048_576,
              unit: 'bytes',
              share: 0.75,
              isRemainder: false,
              detail: both('gc 771'),
              link: { view: 'memory', entity: { kind: 'memoryStep', id: 'live' }, state: { process: 'p' } },
            },
            {
              title: both('Unexplained'),
              value: 200 * 1_048_576,
              unit: 'bytes',
              share: 0.5,
              isRemainder: true,
              detail: null,
              link: null,
            },
          ],
        },
      ],
      link: { view: 'memory', state: { process: 'p' } },
      findings: [],
      missing: [{ what: both('The container'), command: 'tail -n +1 /sys/fs/cgroup/memory.*' }],
    },
    {
      question: 'allocationOrRetention',
      headline: both('Retention'),
      answer: both('The live heap grows.'),
      sureness: 'direct',
      basis: both('Every cycle of the log.'),
      sections: [
        {
          title: both('Live heap'),
          rows: [
            {
              title: both('Slope'),
              value: 69 * 1_048_576,
              low: 68 * 1_048_576,
              high: 70 * 1_048_576,
              unit: 'bytes/min',
              share: null,
              isRemainder: false,
              detail: null,
              link: { view: 'gcCycles', lifeId: lifeId(1) },
            },
          ],
        },
      ],
      link: { view: 'gcCycles', lifeId: lifeId(1) },
      findings: Array.from({ length: 7 }, (_, index) => ({
        key: findingKey(`gc/growing-live-heap@F-00${index + 1}`),
        label: `F-00${index + 1}`,
        title: both('Live heap grows'),
        severity: 'critical' as const,
      })),
      missing: [],
    },
    {
      question: 'waits',
      headline: both('Not known'),
      answer: both('Nothing in the case shows what goroutines wait for.'),
      sureness: 'unknown',
      basis: both('Needs a dump.'),
      sections: [],
      link: null,
      findings: [],
      missing: [{ what: both('A dump'), command: 'curl goroutine?debug=2' }],
    },
  ],
}

export const overview: CaseOverview = {
  name: openedCase.name,
  path: openedCase.path,
  isReadOnly: false,
  createdAtMs: START_MS,
  schemaVersion: 1,
  sources: 2,
  sourceBytes: 408_000,
  unplacedSources: 1,
  cycles: 1195,
  profiles: 1,
  traces: 0,
  goroutines: null,
  goVersion: 'go1.18+',
  range: { axis: wall, from: START_MS, to: START_MS + 300_000 },
  findings: { critical: 1, warning: 1, notice: 1, clear: 1, notApplicable: 1, confirmed: 0, dismissed: 1, open: 2 },
  annotations: 0,
  issues: { note: 0, dataLoss: 1, error: 0 },
  lives: [
    {
      id: lifeId(1),
      sourceId: sourceId(1),
      ordinal: 1,
      firstLine: 1,
      lastLine: 2793,
      cycles: 824,
      firstCycle: 1,
      lastCycle: 824,
      missingCycles: 0,
      startMs: START_MS,
      startErrorMs: 1.5,
      durationNs: 300e9,
      goVersions: 'go1.18+',
      sourceName: 'checkout.log',
      sourcePath: 'incident/checkout.log',
      axis: wall,
      range: { axis: wall, from: START_MS, to: START_MS + 300_000 },
    },
  ],
  profileTicks: [{ sourceId: sourceId(2), atMs: START_MS + 100_000, type: 'heap' }],
  analysedAtMs: START_MS,
  auditHead: 'c'.repeat(64),
}

export const reportSettings: ReportSettings = {
  title: '',
  service: 'checkout',
  authors: '',
  status: 'draft',
  handling: '',
  language: 'en',
  prose: { summary: '', impact: '', factors: '', actions: '' },
  excludedSections: [],
  excludedFindings: [],
}

export const reportDocument: ReportDocument = {
  language: 'en',
  title: 'Checkout ran out of memory',
  subtitle: '',
  front: [{ term: 'Service', value: 'checkout' }],
  claim: 'Live heap grows.',
  sections: [
    {
      id: 'summary',
      title: 'Summary',
      blocks: [
        {
          kind: 'paragraph',
          content: [
            { kind: 'text', text: 'It grew. ' },
            { kind: 'code', text: 'Put' },
          ],
        },
        { kind: 'prose', markdown: 'Written **by people** <img src=x onerror=alert(1)>' },
        {
          kind: 'figure',
          id: 'fig-1',
          label: 'Figure 1',
          caption: 'Heap',
          svg: '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script><path d="M0 0L9 9" onclick="x()"/></svg>',
          summary: 'rises',
          evidence: [],
          table: { columns: [], rows: [] },
        },
      ],
    },
  ],
  handling: '',
  caseName: 'checkout memory',
  status: 'Draft',
  auditHead: 'c'.repeat(64),
  builtAtMs: START_MS,
  words: { contents: 'Contents', evidence: 'Evidence', page: 'Page', report: 'Report', dataTable: 'Data' },
}
