import { GC_TRIGGERS } from '../../../../../shared/records/index.ts'
import { MIB } from '../../../../../shared/units/units.ts'
import { cycleEndNs } from '../../../analysis/index.ts'
import {
  clear,
  defineRule,
  found,
  notApplicable,
  type CaseFacts,
  type EvidenceDraft,
  type FindingDraft,
  type LifeFacts,
  type ProfileFacts,
} from '../../rule.ts'
import { SECOND, atMs, cycleEvidence, lifeAnchor, round } from '../../lives.ts'
import { profileEvidence, profilesAnchor, typeIndexOf } from '../../profiles.ts'
import {
  COMMANDS,
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatShare,
  joined,
  lifeName,
  localText,
  sameText,
  type LocalText,
} from '../../words.ts'
import { TYPE, byLife, checksOf, livesAt, type Check } from './profileChecks.ts'

/**
 * In-use values are those at the end of a GC cycle (the last or the one before), not of the moment of the request. A profile taken long after it,
 * or outside the log, or one that disagrees with the live heap of that cycle does not describe the same moment as the log.
 */
export const staleProfile = defineRule({
  id: 'profile/stale',
  version: 1,
  title: localText('A heap profile and the log describe different moments', '堆剖析与日志描述的不是同一时刻'),
  goVersions: 'go1.5+',
  limits: {
    maxAge: {
      title: localText('Age of the last GC cycle, at most', '距上一个 GC 周期，至多'),
      unit: 'ns',
      value: 60 * SECOND,
    },
    maxDeviation: {
      title: localText('In use against live heap, at most', '使用中与存活堆的偏差，至多'),
      unit: 'share',
      value: 0.35,
    },
    minLive: {
      title: localText('Live heap from which deviation counts', '偏差计入的最小存活堆'),
      unit: 'bytes',
      value: 16 * MIB,
    },
  },

  evaluate(facts, limits) {
    const heaps = facts.profiles.filter((profile) => typeIndexOf(profile, TYPE) >= 0 && profile.summary.timeMs !== null)
    const lives = facts.lives.filter(({ life, cycles }) => life.axis.kind === 'wall' && cycles.length > 0)
    if (heaps.length === 0 || lives.length === 0) {
      return notApplicable(
        heaps.length === 0
          ? localText('Needs a heap profile that says when it was taken.', '需要一份带采集时间的堆剖析。')
          : localText(
              'Needs a gctrace log with times on its lines, to be put on the same clock as the profiles.',
              '需要行上带时间的 gctrace 日志，以便与剖析置于同一时钟。',
            ),
        heaps.length === 0
          ? COMMANDS.heap
          : 'kubectl logs --timestamps deployment/service > service.log   # with GODEBUG=gctrace=1',
      )
    }
    const outside = heaps.filter((profile) => livesAt(lives, profile).length === 0)
    const checks = heaps.flatMap((profile) => checksOf(lives, profile, limits.maxDeviation))
    const stale = checks.filter(({ ageNs }) => ageNs > limits.maxAge)
    const apart = checks.filter(
      ({ live, ageNs, deviation }) =>
        ageNs <= limits.maxAge && live >= limits.minLive && Math.abs(deviation) > limits.maxDeviation,
    )
    const findings = [
      ...(outside.length > 0 && outside.length < heaps.length ? [outsideFinding(outside, lives)] : []),
      ...byLife(stale, ({ ageNs }) => ageNs).map((checks) => ageFinding(checks, facts, limits.maxAge)),
      ...byLife(apart, ({ deviation }) => Math.abs(deviation)).map((checks) =>
        apartFinding(checks, facts, limits.maxDeviation),
      ),
    ]
    if (findings.length > 0) return found(findings)
    if (checks.length === 0) {
      return notApplicable(
        localText(
          'No heap profile was taken within the time of a log, or several lives cover it.',
          '没有堆剖析落在日志的时间范围内，或有多个生命期同时覆盖该时间。',
        ),
        COMMANDS.heap,
      )
    }
    const worst = checks.reduce((a, b) => (Math.abs(b.deviation) > Math.abs(a.deviation) ? b : a))
    const oldest = formatDuration(Math.max(...checks.map(({ ageNs }) => ageNs)))
    const [count, deviation] = [formatCount(checks.length), formatShare(worst.deviation)]
    return clear(
      localText(
        `${count} ${checks.length === 1 ? 'heap profile lies' : 'heap profiles lie'} within the log, at most ${oldest} after a GC cycle; in-use totals differ from the live heap of that cycle by ${deviation} at most (${worst.profile.source.path})`,
        `${count} 份堆剖析落在日志范围内，距上一个 GC 周期至多 ${oldest}；使用中总量与该周期存活堆最多相差 ${deviation}（${worst.profile.source.path}）`,
      ),
    )
  },
})

const when = ({ summary }: ProfileFacts): string => `${formatDateTime(summary.timeMs ?? Number.NaN)} UTC`

const confidenceReason = localText(
  'Times come from the profile itself and from the prefixes of the log, both of the same host as far as the case can tell.',
  '时间来自剖析自身与日志前缀；就案例所知，两者来自同一主机。',
)

function outsideFinding(outside: readonly ProfileFacts[], lives: readonly LifeFacts[]): FindingDraft {
  const names =
    outside
      .slice(0, 3)
      .map(({ source }) => source.path)
      .join(', ') + (outside.length > 3 ? ' …' : '')
  const [from, to] = [
    Math.min(...lives.map(({ life }) => life.range.from)),
    Math.max(...lives.map(({ life }) => life.range.to)),
  ]
  const count = formatCount(outside.length)
  const range = `${formatDateTime(from)} – ${formatDateTime(to)} UTC`
  return {
    anchor: `${profilesAnchor(outside)}/outside`,
    severity: 'notice',
    likelihood: 'certain',
    confidence: 'medium',
    confidenceReason,
    claim: localText(
      `${count} heap profile${outside.length === 1 ? ' was' : 's were'} taken outside the time any log covers.`,
      `${count} 份堆剖析的采集时间不在任何日志的覆盖范围内。`,
    ),
    summary: localText(
      `The logs of the case cover ${range} with gaps between lives; ${names} ${outside.length === 1 ? 'lies' : 'lie'} outside of every life. What such a profile shows cannot be held against GC cycles, goals or pauses of the log; it may be of another run or another instance.`,
      `案例中的日志覆盖 ${range}，各次运行之间有间隔；${names} 不在任何一次运行之内。此类剖析不能与日志中的 GC 周期、目标或暂停对照；它可能来自另一次运行或另一个实例。`,
    ),
    figures: [
      {
        name: localText('Heap profiles outside the logs', '日志之外的堆剖析'),
        value: outside.length,
        limit: 0,
        unit: 'count',
        isMain: true,
      },
    ],
    evidence: outside
      .slice(0, 4)
      .map((profile) =>
        profileEvidence(
          profile,
          TYPE,
          null,
          localText(
            `${profile.source.path}, taken ${when(profile)}`,
            `${profile.source.path}，采集于 ${when(profile)}`,
          ),
        ),
      ),
    refutation: [
      localText(
        'The host’s clock was wrong while the profile was taken; pin the life to the right time in Sources.',
        '采集时主机时钟有误；可在“来源”中将运行固定到正确时间。',
      ),
    ],
    remedies: [
      {
        title: localText('Collect log and profiles of the same run', '采集同一次运行的日志与剖析'),
        text: localText('Take profiles while the log is being written.', '在写日志期间采集剖析。'),
        code: { language: 'sh', text: COMMANDS.heap },
      },
    ],
    range: null,
    functions: [],
    subject: sameText(names),
  }
}

/** The next worst profiles, cited beside the worst. */
function others(checks: readonly Check[]): EvidenceDraft[] {
  return checks
    .slice(1, 4)
    .map(({ profile, inuse }) =>
      profileEvidence(
        profile,
        TYPE,
        null,
        localText(
          `The same of ${profile.source.path}: ${formatBytes(inuse)} in use`,
          `${profile.source.path} 亦然：使用中 ${formatBytes(inuse)}`,
        ),
      ),
    )
}

/** How many more profiles it holds for. */
function moreText(checks: readonly Check[]): LocalText {
  if (checks.length < 2) return localText('', '')
  const count = formatCount(checks.length - 1)
  return localText(` The same holds for ${count} more; this is the worst.`, `另有 ${count} 份亦如此，此处为最甚者。`)
}

function ageFinding(checks: readonly Check[], facts: CaseFacts, maxAge: number): FindingDraft {
  const { profile, life, row, ageNs, inuse } = checks[0] as Check
  const age = formatDuration(ageNs)
  const number = formatCount(life.cycles.number[row] as number)
  const isPeriodic = GC_TRIGGERS[life.cycles.trigger[row] as number] === 'periodic'
  return {
    anchor: `${lifeAnchor(life)}/age`,
    severity: 'notice',
    likelihood: 'certain',
    confidence: 'medium',
    confidenceReason,
    claim: localText(
      `${profile.source.path} shows the heap as it was ${age} before it was taken.`,
      `${profile.source.path} 显示的是采集前 ${age} 的堆。`,
    ),
    summary: localText(
      `In-use values of a heap profile are those at the end of a GC cycle: the last one after runtime.GC(), else the one before. ${profile.source.path} was taken ${when(profile)}, ${age} after the end of GC cycle ${number} in ${lifeName(life, facts.lives).en}${isPeriodic ? ' (a periodic one: the process was idle)' : ''}; whatever was allocated or dropped since is not in its ${formatBytes(inuse)}.${moreText(checks).en}`,
      `堆剖析的使用中数值取自某个 GC 周期结束之时：调用过 runtime.GC() 时为最近一个，否则为其前一个。${profile.source.path} 采集于 ${when(profile)}，距 ${lifeName(life, facts.lives)['zh-CN']} 第 ${number} 个 GC 周期结束已有 ${age}${isPeriodic ? '（该周期为定时触发：进程当时空闲）' : ''}；此后分配或丢弃的内存不在其 ${formatBytes(inuse)} 之内。${moreText(checks)['zh-CN']}`,
    ),
    figures: [
      {
        name: localText('Age of the in-use values', '使用中数值的时效'),
        value: round(ageNs),
        limit: maxAge,
        unit: 'ns',
        isMain: true,
      },
    ],
    evidence: [
      profileEvidence(
        profile,
        TYPE,
        null,
        localText(
          `${formatBytes(inuse)} in use, taken ${when(profile)}`,
          `使用中 ${formatBytes(inuse)}，采集于 ${when(profile)}`,
        ),
      ),
      cycleEvidence(
        life,
        row,
        localText(`GC cycle ${number}, the last one before it`, `GC 周期 ${number}，其之前的最后一个`),
      ),
    ],
    refutation: [
      localText(
        'A later cycle ran whose line is missing from the log. See whether cycle numbers jump there.',
        '此后还有一个周期，但其行不在日志中。查看该处周期编号是否跳跃。',
      ),
    ],
    remedies: [
      {
        title: localText('Ask for a GC cycle with the profile', '采集剖析时要求一次 GC'),
        text: localText(
          '?gc=1 runs one first, so the values are those of that moment.',
          '?gc=1 会先执行一次 GC，数值即为当时的数值。',
        ),
        code: { language: 'sh', text: COMMANDS.heap },
      },
    ],
    range:
      profile.summary.timeMs === null
        ? null
        : { axis: { kind: 'wall' }, from: atMs(life, cycleEndNs(life.cycles, row)), to: profile.summary.timeMs },
    functions: [],
    subject: sameText(profile.source.path),
  }
}

function apartFinding(checks: readonly Check[], facts: CaseFacts, maxDeviation: number): FindingDraft {
  const { profile, life, row, inuse, live, deviation } = checks[0] as Check
  const number = formatCount(life.cycles.number[row] as number)
  const name = lifeName(life, facts.lives)
  const percent = formatShare(Math.abs(deviation))
  const more = deviation > 0
  return {
    anchor: `${lifeAnchor(life)}/apart`,
    severity: 'notice',
    likelihood: 'likely',
    confidence: 'low',
    confidenceReason: localText(
      'A heap profile is sampled, and the log cuts the live heap to whole MiB; both together explain some percent, not this much.',
      '堆剖析是抽样的，日志把存活堆截为整 MiB；两者合计只能解释若干百分点，不足以解释此差异。',
    ),
    claim: localText(
      `${profile.source.path} has ${formatBytes(inuse)} in use where the log has ${formatBytes(live)} live.`,
      `${profile.source.path} 的使用中为 ${formatBytes(inuse)}，而日志中的存活堆为 ${formatBytes(live)}。`,
    ),
    summary: localText(
      `Both figures should describe the end of the same GC cycle: the last one before the profile, or the one before that. ${profile.source.path}, taken ${when(profile)}, adds up to ${formatBytes(inuse)} in use; cycle ${number} of ${name.en} left a live heap of ${formatBytes(live)}: ${percent} ${more ? 'more' : 'less'}. The cycle before does not fit either. They may be of different processes, or MemProfileRate may have been changed while the program ran.${moreText(checks).en}`,
      `两个数值应描述同一 GC 周期的结束时刻：剖析之前的最后一个，或再前一个。${profile.source.path} 采集于 ${when(profile)}，使用中合计 ${formatBytes(inuse)}；${name['zh-CN']} 第 ${number} 个周期之后的存活堆为 ${formatBytes(live)}：${more ? '多' : '少'} ${percent}。再前一个周期也不吻合。它们可能来自不同进程，或程序运行中改变过 MemProfileRate。${moreText(checks)['zh-CN']}`,
    ),
    figures: [
      {
        name: localText('In use against live heap', '使用中与存活堆的偏差'),
        value: round(deviation, 4),
        limit: maxDeviation,
        unit: 'share',
        isMain: true,
      },
      { name: localText('In use by the profile', '剖析的使用中'), value: round(inuse), unit: 'bytes' },
      { name: localText('Live heap by the log', '日志的存活堆'), value: live, unit: 'bytes' },
    ],
    evidence: [
      profileEvidence(
        profile,
        TYPE,
        null,
        joined(
          [sameText(profile.source.path), localText(`${formatBytes(inuse)} in use`, `使用中 ${formatBytes(inuse)}`)],
          ': ',
          '：',
        ),
      ),
      cycleEvidence(
        life,
        row,
        localText(
          `GC cycle ${number}: live heap ${formatBytes(live)}`,
          `GC 周期 ${number}：存活堆 ${formatBytes(live)}`,
        ),
      ),
      ...others(checks),
    ],
    refutation: [
      localText(
        'Log and profile are of the same process: compare its id or pod name. Then look for runtime.MemProfileRate in the code.',
        '日志与剖析来自同一进程：核对其进程号或 pod 名。然后在代码中查找 runtime.MemProfileRate。',
      ),
    ],
    remedies: [
      {
        title: localText('Collect both from one process', '从同一进程采集两者'),
        text: localText('Note pod and time with every file.', '为每个文件记录 pod 与时间。'),
        code: { language: 'sh', text: COMMANDS.heap },
      },
    ],
    range:
      profile.summary.timeMs === null
        ? null
        : { axis: { kind: 'wall' }, from: profile.summary.timeMs, to: profile.summary.timeMs },
    functions: [],
    subject: sameText(profile.source.path),
  }
}
