import type { IdentityCheck } from '../../../../../shared/contract/memoryCalls.ts'
import { identityChecks } from '../../../analysis/index.ts'
import { clear, defineRule, found, type CaseFacts, type FindingDraft } from '../../rule.ts'
import { MEMORY_COMMANDS, goGroups, isAnswer, seriesEvidence, timeText, wallRange } from '../../memory.ts'
import { formatBytes, formatCount, joined, localText, sameText } from '../../words.ts'

/** MemStats is one consistent snapshot: its identities hold exactly. Where they do not, figures of different moments or processes were mixed. */
export const inconsistentStatistics = defineRule({
  id: 'memory/inconsistent-statistics',
  version: 1,
  title: localText('Statistics of the runtime contradict each other', '运行时统计数据相互矛盾'),
  goVersions: 'go1.5+',
  limits: {
    minContradictions: { title: localText('Contradictions, at least', '矛盾，至少'), unit: 'count', value: 1 },
  },

  evaluate(facts, limits) {
    const groups = goGroups(facts)
    if (isAnswer(groups)) return groups
    const checks = identityChecks(facts.memory.groups)
    const broken = checks.filter(({ contradictions }) => contradictions >= Math.max(1, limits.minContradictions))
    if (broken.length > 0) return found([finding(facts, broken, checks)])
    const tried = checks.reduce((sum, { checked }) => sum + checked, 0)
    return clear(
      localText(
        `${formatCount(checks.length)} identities hold in all ${formatCount(tried)} places they could be tried on.`,
        `${formatCount(checks.length)} 条恒等式在可检验的全部 ${formatCount(tried)} 处成立。`,
      ),
    )
  },
})

function finding(facts: CaseFacts, broken: readonly IdentityCheck[], checks: readonly IdentityCheck[]): FindingDraft {
  const count = broken.reduce((sum, { contradictions }) => sum + contradictions, 0)
  const tried = checks.reduce((sum, { checked }) => sum + checked, 0)
  const first = broken[0]?.first
  const source = facts.sources.find(({ id }) => id === first?.sourceId)
  const list = joined(
    broken
      .slice(0, 4)
      .map(({ identity, contradictions, checked }) =>
        localText(
          `${identity} fails in ${formatCount(contradictions)} of ${formatCount(checked)}`,
          `${identity} 在 ${formatCount(checked)} 处中有 ${formatCount(contradictions)} 处不成立`,
        ),
      ),
    '; ',
    '；',
  )
  return {
    anchor: source?.sha256.slice(0, 12) ?? 'statistics',
    severity: 'notice',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: localText(
      'The identities hold by construction in one snapshot; which of the figures is wrong they do not tell.',
      '这些恒等式在同一份快照中必然成立；它们不说明哪个数值有误。',
    ),
    claim: localText(
      `${formatCount(count)} of ${formatCount(tried)} checks of the runtime’s statistics fail.`,
      `对运行时统计数据的 ${formatCount(tried)} 项检查中有 ${formatCount(count)} 项不成立。`,
    ),
    summary: localText(
      `${list.en}.${first ? ` First in ${first.path} at ${timeText(first.atMs)}: ${formatBytes(first.left)} against ${formatBytes(first.right)}.` : ''} MemStats is taken with the world stopped, so its figures fit; values collected one by one, of two processes behind one address, or rounded on the way do not. What is concluded from them deserves less trust.`,
      `${list['zh-CN']}。${first ? `首处在 ${first.path}，${timeText(first.atMs)}：${formatBytes(first.left)} 对 ${formatBytes(first.right)}。` : ''}MemStats 在世界停止时取得，数值相互吻合；逐个采集、来自同一地址后的两个进程、或途中被舍入的数值则不会。由它们得出的结论可信度较低。`,
    ),
    figures: [
      { name: localText('Contradictions', '矛盾'), value: count, limit: 1, unit: 'count', isMain: true },
      { name: localText('Checks', '检查'), value: tried, unit: 'count' },
    ],
    evidence: broken
      .slice(0, 4)
      .flatMap(({ identity, first: place }) =>
        place
          ? [
              seriesEvidence(
                place.sourceId,
                [identity],
                place.atMs,
                localText(
                  `${identity}: ${formatCount(place.left)} against ${formatCount(place.right)}`,
                  `${identity}：${formatCount(place.left)} 对 ${formatCount(place.right)}`,
                ),
              ),
            ]
          : [],
      ),
    refutation: [
      localText(
        'The collector reads the figures one after the other. Open: take one MemStats and check it.',
        '采集器是逐个读取数值的。待定：取一份完整的 MemStats 核对。',
      ),
    ],
    remedies: [
      {
        title: localText('Collect them in one piece', '整体采集'),
        text: localText(
          'One document per process and moment: /debug/vars, or a scrape of one instance.',
          '每个进程、每个时刻一份完整文档：/debug/vars，或对单个实例的抓取。',
        ),
        code: { language: 'sh', text: MEMORY_COMMANDS.memStats },
      },
    ],
    range: first ? wallRange(first.atMs, first.atMs) : null,
    functions: [],
    subject: sameText(first?.path ?? ''),
  }
}
