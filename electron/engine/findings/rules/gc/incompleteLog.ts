import { clear, defineRule, found, type FindingDraft, type LifeFacts } from '../../rule.ts'
import { allRows, cyclesEvidence, cyclesText, lifeAnchor, noLives, round, rowsRange } from '../../lives.ts'
import { formatCount, formatShare, joined, lifeName, listed, localText } from '../../words.ts'

/** Cycle numbers count up by one, so a jump is a line the log has lost; damaged lines were never counted as cycles. */
export const incompleteLog = defineRule({
  id: 'gc/incomplete-log',
  version: 1,
  title: localText('The gctrace log is incomplete', 'gctrace 日志不完整'),
  goVersions: 'go1.5+',
  limits: {
    noticeShare: { title: localText('Missing cycles', '缺失的周期'), unit: 'share', value: 0.005 },
    warnShare: { title: localText('Missing cycles, warning', '缺失的周期，警告'), unit: 'share', value: 0.1 },
  },

  evaluate(facts, limits) {
    const lives = facts.lives.filter(({ cycles }) => cycles.length > 0)
    if (lives.length === 0) return noLives(facts, 1, 0)
    const poor = lives.filter((life) => missingShare(life) >= limits.noticeShare)
    if (poor.length > 0) return found(poor.map((life) => finding(life, facts.lives, limits)))
    return clear(
      listed(
        lives.map((life) => {
          const name = lifeName(life, facts.lives)
          const [missing, all] = [formatCount(life.life.missingCycles), formatCount(life.cycles.length)]
          return localText(
            `${name.en}: ${missing} cycles missing beside ${all} read`,
            `${name['zh-CN']}：读取 ${all} 个周期，缺失 ${missing} 个`,
          )
        }),
      ),
    )
  },
})

const missingShare = ({ life, cycles }: LifeFacts): number => life.missingCycles / (cycles.length + life.missingCycles)

function finding(
  facts: LifeFacts,
  lives: readonly LifeFacts[],
  limits: Record<'noticeShare' | 'warnShare', number>,
): FindingDraft {
  const { life, cycles } = facts
  const name = lifeName(facts, lives)
  const share = missingShare(facts)
  const isPoor = share >= limits.warnShare
  const [missing, percent, read] = [formatCount(life.missingCycles), formatShare(share), formatCount(cycles.length)]
  const rows = allRows(facts)
  const beginsLate = (cycles.number[0] as number) > 1
  return {
    anchor: lifeAnchor(facts),
    severity: isPoor ? 'warning' : 'notice',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: localText(
      'Cycle numbers of one process count up by one without exception.',
      '同一进程的周期编号逐一递增，没有例外。',
    ),
    claim: localText(
      `${missing} of ${formatCount(cycles.length + life.missingCycles)} GC cycles (${percent}) are missing from the log.`,
      `${formatCount(cycles.length + life.missingCycles)} 个 GC 周期中有 ${missing} 个（${percent}）不在日志中。`,
    ),
    summary: localText(
      `In ${name.en} ${read} cycles could be read; their numbers jump over ${missing} more (${percent}), lost, cut, or torn apart by other output so that they could not be put together without guessing${beginsLate ? `; the log begins with cycle ${formatCount(cycles.number[0] as number)}` : ''}. Sums over time (GC CPU, assists, allocation) are lower bounds; the longest pause may be among the lost lines; trends of the live heap hardly suffer as long as losses are spread evenly.`,
      `在 ${name['zh-CN']} 中读取了 ${read} 个周期；编号跳过了另外 ${missing} 个（${percent}），其行已丢失、被截断，或被其他输出打断以致只能靠猜测拼合${beginsLate ? `；日志从第 ${formatCount(cycles.number[0] as number)} 个周期开始` : ''}。按时间求和的数值（GC CPU、辅助、分配）因此是下限；最长的暂停可能就在丢失的行中；只要丢失分布均匀，存活堆的趋势几乎不受影响。`,
    ),
    figures: [
      {
        name: localText('Share of cycles missing', '缺失周期占比'),
        value: round(share, 5),
        limit: isPoor ? limits.warnShare : limits.noticeShare,
        unit: 'share',
        isMain: true,
      },
      { name: localText('Cycles missing', '缺失的周期'), value: life.missingCycles, unit: 'count' },
      { name: localText('Cycles read', '读取的周期'), value: cycles.length, unit: 'count' },
    ],
    evidence: [
      cyclesEvidence(
        facts,
        rows,
        joined([cyclesText(facts, rows), localText(`${missing} missing`, `缺失 ${missing} 个`)], ': ', '：'),
      ),
      {
        shows: localText('What the reader could not use', '读取器无法使用的内容'),
        link: { view: 'sources', sourceId: life.sourceId, lines: { from: life.firstLine, to: life.lastLine } },
        at: { kind: 'lines', sourceId: life.sourceId, from: life.firstLine, to: life.lastLine },
      },
    ],
    refutation: [
      localText(
        'The log was cut out of a longer one on purpose; then the lost cycles are all at one place. Open: ask who collected it.',
        '日志是有意从更长的日志中截取的；此时缺失集中在一处。待定：询问采集者。',
      ),
    ],
    remedies: [
      {
        title: localText('Keep the runtime’s lines apart from the service’s own', '让运行时的行与服务自身的输出分开'),
        text: localText(
          'The runtime writes a line in many small writes to standard error; send the service’s own log to standard output or to a file, so that nothing lands inside.',
          '运行时用许多次小写入把一行写到标准错误；请让服务日志写到标准输出或文件，以免插入其中。',
        ),
        code: { language: 'sh', text: 'GODEBUG=gctrace=1 ./service >service.log 2>gctrace.log' },
      },
    ],
    range: rowsRange(facts, rows),
    functions: [],
    subject: name,
  }
}
