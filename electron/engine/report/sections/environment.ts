import type { Inline, ReportBlock } from '../../../../shared/records/index.ts'
import { formatBytes, formatCount, formatDateTime } from '../../../../shared/units/format.ts'
import type { ReportContext } from '../context.ts'
import { code, joined, lineBreak, text } from '../inline.ts'
import { checklistEntries } from './notCollected.ts'

/** Where the figures come from: the programs that were observed and the program that read them. */
export function environmentSection(context: ReportContext): ReportBlock[] {
  return [{ kind: 'definitions', entries: [...observed(context), ...checklistEntries(context), ...readBy(context)] }]
}

type Entry = { term: string; content: Inline[] }

function observed(context: ReportContext): Entry[] {
  const { input, say } = context
  const entries: Entry[] = []
  if (input.goVersion !== null) entries.push({ term: say('Go version', 'Go 版本'), content: [text(input.goVersion)] })
  const forms = [...Map.groupBy(input.lives, ({ life }) => life.goVersions)].map(([versions, lives]) =>
    text(
      lives.length === input.lives.length
        ? say(`${versions}, in all logs`, `${versions}（全部日志）`)
        : `${versions}${say(': ', '：')}${lives.map(({ life }) => context.lifeName(life)).join(say(', ', '、'))}`,
    ),
  )
  if (forms.length > 0)
    entries.push({
      term: say('Form of the gctrace lines', 'gctrace 行的格式'),
      content: joined(forms, say('; ', '；')),
    })
  const procs = [
    ...new Set(input.lives.flatMap(({ cycles }) => [...new Set(cycles.procs.subarray(0, cycles.length))])),
  ].sort((a, b) => a - b)
  if (procs.length > 0)
    entries.push({
      term: say('GOMAXPROCS, as printed', 'GOMAXPROCS（按日志）'),
      content: [text(procs.map(formatCount).join(', '))],
    })
  if (input.lives.length > 0)
    entries.push({
      term: say('GOGC, GOMEMLIMIT', 'GOGC、GOMEMLIMIT'),
      content: [
        text(
          say(
            'not recorded in gctrace lines or heap profiles; ask the deployment.',
            'gctrace 行与堆剖析中均不记录，需查阅部署配置。',
          ),
        ),
      ],
    })
  const binaries = new Map(
    input.profiles.flatMap(({ summary }) =>
      summary.binary === null ? [] : [[`${summary.binary}\n${summary.buildId ?? ''}`, summary] as const],
    ),
  )
  if (binaries.size > 0)
    entries.push({
      term: say('Binaries in the profiles', '剖析中的二进制文件'),
      content: [...binaries.values()].flatMap(({ binary, buildId }, index) => [
        ...(index > 0 ? [lineBreak] : []),
        code(binary ?? ''),
        ...(buildId ? [text(say(', build id ', '，构建 ID ')), code(buildId)] : []),
      ]),
    })
  const rates = [
    ...new Set(input.profiles.filter(({ summary }) => summary.type === 'heap').map(({ summary }) => summary.period)),
  ]
  if (rates.length > 0)
    entries.push({
      term: say('Heap profile rate', '堆剖析采样间隔'),
      content: [text(rates.map((rate) => formatBytes(rate)).join(', '))],
    })
  return entries
}

function readBy(context: ReportContext): Entry[] {
  const { input, say } = context
  const readers = [...new Set(input.sources.map(({ reader }) => reader))].sort()
  const entries: Entry[] = [
    {
      term: 'Heapcase',
      content: [
        text(
          say(
            `${input.appVersion}, case format ${input.schemaVersion}`,
            `${input.appVersion}，案例格式 ${input.schemaVersion}`,
          ),
        ),
      ],
    },
  ]
  if (readers.length > 0)
    entries.push({ term: say('Readers', '读取器'), content: joined(readers.map(code), say(', ', '、')) })
  entries.push({
    term: say('Analysed', '分析时间'),
    content: [
      text(
        input.analysedAtMs === null
          ? say('never', '从未')
          : `${formatDateTime(input.analysedAtMs, input.zone)} ${input.zone.label}`,
      ),
    ],
  })
  entries.push({
    term: say('Rules', '规则'),
    content: [
      text(say(`${formatCount(input.outcomes.length)} applied`, `共应用 ${formatCount(input.outcomes.length)} 条`)),
    ],
  })
  return entries
}
