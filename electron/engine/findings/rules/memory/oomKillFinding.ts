// A kill as a finding: what the kernel says, what the program held before, what follows.
import type { ContainerState, FindingChart, OomEvent, SourceId } from '../../../../../shared/records/index.ts'
import { retained, type OomAccount } from '../../../analysis/index.ts'
import type { CaseFacts, EvidenceDraft, FindingDraft } from '../../rule.ts'
import { round } from '../../lives.ts'
import { chartSeries, groupName, samplesOf, seriesEvidence, timeText, wallRange } from '../../memory.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
  joined,
  localText,
  sameText,
  shortName,
} from '../../words.ts'
import type { LocalText } from '../../words.ts'
import { oomRefutation, oomRemedies } from './oomRemedies.ts'

const MS_TO_NS = 1e6
const HOUR_MS = 3_600_000
const LISTED_PROCESSES = 3

/** Kills of one process in one group: a container that is started again and again is one finding. */
export interface Kills {
  sourceId: SourceId
  accounts: OomAccount[]
  /** What kubectl says of the same kills. */
  containers: ContainerState[]
}

/** What is resident of the killed process, by its own line, else by the table; null where neither is there. */
export function residentOf({ rssAnon, rssFile, rssShmem, killedPid, processes }: OomEvent): number | null {
  if (rssAnon !== null) return rssAnon + (rssFile ?? 0) + (rssShmem ?? 0)
  return processes.find(({ pid }) => pid === killedPid)?.rss ?? null
}

export function killFinding(facts: CaseFacts, { sourceId, accounts, containers }: Kills, joinNs: number): FindingDraft {
  // The kill of which most is known stands for all of them.
  const shown = accounts.reduce((best, account) => (known(account) > known(best) ? account : best))
  const { event, group, go } = shown
  const source = facts.sources.find(({ id }) => id === sourceId)
  const victim = `${event.killedName ?? '?'} (pid ${event.killedPid ?? '?'})`
  const at = event.atMs === null ? null : timeText(event.atMs)
  const resident = residentOf(event)
  const isContainer = event.scope === 'cgroup'
  const goBytes = go ? retained(go.memory) : null
  const anchor = [source?.sha256.slice(0, 12), event.killedName, event.limitGroup].filter(Boolean).join('/')
  const times = accounts.flatMap((account) => account.event.atMs ?? [])
  return {
    anchor,
    severity: 'critical',
    likelihood: 'certain',
    confidence: 'high',
    confidenceReason: joined([
      localText(
        'The kernel’s own lines say who was killed, at which limit and what it held.',
        '内核自身的日志说明了谁被杀、触及哪个限制以及当时持有多少。',
      ),
      confidenceOfJoin(shown, joinNs),
    ]),
    claim: claimOf(event, victim, at, resident, accounts.length),
    summary: joined(
      [
        claimOf(event, victim, at, resident, accounts.length),
        residentText(event, resident),
        tableText(event),
        goText(shown, resident),
        holdersText(shown),
        localText(
          `The kernel kills with SIGKILL: the program can neither catch it nor print anything, so its own log just ends. ${event.invokedBy === null ? '' : `The process that happened to ask for memory (${event.invokedBy}) is not thereby the one to blame. `}The kernel chooses by what a process holds, weighted by oom_score_adj.`,
          `内核以 SIGKILL 终止进程：程序既无法捕获也无法输出任何内容，其日志只会戛然而止。${event.invokedBy === null ? '' : `恰好申请内存的进程（${event.invokedBy}）并不因此就是肇因。`}内核按各进程的持有量并以 oom_score_adj 加权来选择。`,
        ),
      ].filter((part) => part !== null),
    ),
    figures: [
      ...(resident === null
        ? []
        : [
            {
              name: localText('Resident at the kill', '被杀时常驻'),
              value: resident,
              unit: 'bytes' as const,
              isMain: true,
            },
          ]),
      {
        name: localText('Kills', '被杀次数'),
        value: accounts.length,
        unit: 'count',
        ...(resident === null && { isMain: true }),
      },
      ...(event.limit === null
        ? []
        : [{ name: localText('Limit of the container', '容器限制'), value: event.limit, unit: 'bytes' as const }]),
      ...(event.usage === null
        ? []
        : [{ name: localText('Charged at the kill', '被杀时计入'), value: event.usage, unit: 'bytes' as const }]),
      ...(goBytes === null
        ? []
        : [
            {
              name: localText('Held by the Go runtime before', '此前 Go 运行时持有'),
              value: round(goBytes),
              unit: 'bytes' as const,
            },
          ]),
      ...(shown.live === null
        ? []
        : [
            {
              name: localText('Live heap before', '此前存活堆'),
              value: round(shown.live.value),
              unit: 'bytes' as const,
            },
          ]),
    ],
    evidence: [
      ...accounts.slice(0, 10).map(({ event: own }) => linesEvidence(own)),
      ...joinedEvidence(shown, containers),
    ],
    refutation: oomRefutation(isContainer),
    remedies: oomRemedies(shown, resident),
    range: times.length === 0 ? null : wallRange(Math.min(...times), Math.max(...times)),
    functions: shown.holders?.top.map(({ functionName }) => functionName) ?? [],
    subject: group ? groupName(group, source?.path ?? '') : sameText(source?.path ?? ''),
    ...chartOf(shown),
  }
}

const known = ({ event, go, live, holders }: OomAccount): number =>
  Number(event.usage !== null) +
  Number(residentOf(event) !== null) +
  Number(go !== null) * 2 +
  Number(live !== null) +
  Number(holders !== null) * 2

function claimOf(
  event: OomEvent,
  victim: string,
  at: string | null,
  resident: number | null,
  kills: number,
): LocalText {
  const when = localText(at === null ? '' : ` at ${at}`, at === null ? '' : `于 ${at} `)
  const held = resident === null ? '' : formatBytes(resident)
  const times =
    kills === 1
      ? localText('', '')
      : localText(` ${formatCount(kills)} times it was, in all.`, `共被杀 ${formatCount(kills)} 次。`)
  if (event.scope === 'cgroup' && event.limit !== null)
    return localText(
      `The kernel killed ${victim}${when.en}: its container was at its limit of ${formatBytes(event.limit)}${held === '' ? '' : `, ${held} of it resident in this process`}.${times.en}`,
      `内核${when['zh-CN']}杀死了 ${victim}：容器已达到 ${formatBytes(event.limit)} 的限制${held === '' ? '' : `，该进程常驻 ${held}`}。${times['zh-CN']}`,
    )
  if (event.scope === 'global')
    return localText(
      `The machine was out of memory; the kernel killed ${victim}${when.en}${held === '' ? '' : `, which had ${held} resident`}${event.totalRam === null ? '' : ` of ${formatBytes(event.totalRam)} of RAM`}.${times.en}`,
      `机器内存耗尽；内核${when['zh-CN']}杀死了 ${victim}${held === '' ? '' : `，其常驻 ${held}`}${event.totalRam === null ? '' : `，机器内存共 ${formatBytes(event.totalRam)}`}。${times['zh-CN']}`,
    )
  return localText(
    `The kernel killed ${victim}${when.en} for want of memory${held === '' ? '' : `; it had ${held} resident`}.${times.en}`,
    `内核${when['zh-CN']}因内存不足杀死了 ${victim}${held === '' ? '' : `；其常驻 ${held}`}。${times['zh-CN']}`,
  )
}

/** Anonymous memory has to stay; files and shared memory are told apart from it. */
function residentText(
  { rssAnon, rssFile, rssShmem, usage, stats }: OomEvent,
  resident: number | null,
): LocalText | null {
  if (rssAnon === null || resident === null || resident === 0) return null
  const others = [
    (rssFile ?? 0) > 0 &&
      localText(`${formatBytes(rssFile ?? 0)} of mapped files`, `映射文件 ${formatBytes(rssFile ?? 0)}`),
    (rssShmem ?? 0) > 0 &&
      localText(`${formatBytes(rssShmem ?? 0)} of shared memory`, `共享内存 ${formatBytes(rssShmem ?? 0)}`),
    usage !== null &&
      usage > resident &&
      localText(
        `${formatBytes(usage - resident)} more charged to the container outside of it (page cache, kernel, other processes)`,
        `容器在该进程之外另计入 ${formatBytes(usage - resident)}（页缓存、内核、其他进程）`,
      ),
  ].filter((part) => part !== false)
  const file = stats.file ?? stats.cache
  const cache =
    file !== undefined && usage !== null && file > usage * 0.1
      ? localText(
          ` ${formatBytes(file)} of the charge were page cache, which the kernel had failed to reclaim or was still using.`,
          `计入的内存中有 ${formatBytes(file)} 是页缓存，内核未能回收或仍在使用。`,
        )
      : localText('', '')
  const list = joined(others, ', ', '，')
  return localText(
    `Of what it held ${formatBytes(rssAnon)} were anonymous: heap, stacks, memory of C code${others.length === 0 ? '' : `; beside that ${list.en}`}.${cache.en}`,
    `其中匿名内存 ${formatBytes(rssAnon)}：堆、栈、C 代码的内存${others.length === 0 ? '' : `；此外${list['zh-CN']}`}。${cache['zh-CN']}`,
  )
}

function tableText({ processes, killedPid, scope }: OomEvent): LocalText | null {
  const others = processes.filter(({ pid }) => pid !== killedPid).slice(0, LISTED_PROCESSES)
  if (others.length === 0) return null
  const list = others.map(({ name, rss }) => `${name} ${formatBytes(rss)}`)
  const where =
    scope === 'cgroup' ? localText('in the same container', '同一容器中') : localText('on the machine', '机器上')
  return localText(
    `Largest others ${where.en}: ${list.join(', ')}.`,
    `${where['zh-CN']}其余最大的进程：${list.join('，')}。`,
  )
}

function goText({ event, go, live }: OomAccount, resident: number | null): LocalText | null {
  if (go === null && live === null) return null
  const before = (atMs: number): string => formatDuration(Math.max(0, (event.atMs as number) - atMs) * MS_TO_NS)
  const held = go && retained(go.memory)
  const outside = held !== null && resident !== null ? resident - held : null
  return joined(
    [
      go &&
        localText(
          `${before(go.atMs)} before, its runtime held ${formatBytes(held ?? 0)} (Sys − HeapReleased)${outside !== null && resident !== null && outside > resident * 0.1 ? `: at least ${formatBytes(outside)} of what was resident then lay outside Go or were taken since` : ''}.`,
          `此前 ${before(go.atMs)}，其运行时持有 ${formatBytes(held ?? 0)}（Sys − HeapReleased）${outside !== null && resident !== null && outside > resident * 0.1 ? `：常驻内存中至少有 ${formatBytes(outside)} 在 Go 之外，或为此后新增` : ''}。`,
        ),
      live &&
        localText(
          `The last GC cycle before (${live.counter}, ${before(live.origin.atMs)} earlier) left ${formatBytes(live.value)} live${resident !== null && resident > 0 ? `, ${formatShare(Math.min(1, live.value / resident))} of what was resident at the kill` : ''}.`,
          `此前最近的 GC 周期（${live.counter}，早 ${before(live.origin.atMs)}）留下存活 ${formatBytes(live.value)}${resident !== null && resident > 0 ? `，占被杀时常驻的 ${formatShare(Math.min(1, live.value / resident))}` : ''}。`,
        ),
    ].filter((part) => part !== null),
  )
}

function holdersText({ event, holders }: OomAccount): LocalText | null {
  if (holders === null || holders.total <= 0) return null
  const apart = formatDuration(Math.max(0, (event.atMs as number) - holders.profile.atMs) * MS_TO_NS)
  const list = holders.top
    .slice(0, 3)
    .map(
      ({ functionName, flat }) =>
        `${shortName(functionName)} ${formatBytes(flat)} (${formatShare(flat / holders.total)})`,
    )
  return localText(
    `The heap profile of ${apart} before names who had allocated what was in use: ${list.join(', ')}.`,
    `${apart} 前的堆剖析指出在用内存由谁分配：${list.join('，')}。`,
  )
}

function confidenceOfJoin({ event, go, live, holders, isAmbiguous }: OomAccount, joinNs: number): LocalText {
  if (isAmbiguous)
    return localText(
      'Several processes of the case have captures shortly before; which of them it was nothing says, so none was joined.',
      '案例中有多个进程在此前不久有采集；无从得知是哪一个，因此未作关联。',
    )
  if (go === null && live === null && holders === null)
    return localText(
      `No capture of the program lies within ${formatDuration(joinNs)} before the kill, so what it held in terms of Go is not known.`,
      `被杀前 ${formatDuration(joinNs)} 内没有该程序的采集，因此不知道其持有内存在 Go 中的构成。`,
    )
  if ((event.errorMs ?? 0) > 60_000)
    return localText(
      'The log gives local time without a zone, taken for UTC; what was joined by time may be off by hours.',
      '日志为不带时区的本地时间，按 UTC 处理；按时间关联的内容可能相差数小时。',
    )
  return localText(
    'What Go held is from captures shortly before the kill and may have moved since.',
    'Go 的持有量来自被杀前不久的采集，此后可能有变化。',
  )
}

function linesEvidence(event: OomEvent): EvidenceDraft {
  const { sourceId, firstLine, lastLine, atMs, killedName, killedPid, usage } = event
  const at = atMs === null ? '' : `${timeText(atMs)}: `
  const charge = usage === null ? '' : formatBytes(usage)
  return {
    shows: localText(
      `${at}${killedName ?? '?'} (pid ${killedPid ?? '?'}) killed${charge === '' ? '' : `, ${charge} charged`}`,
      `${at}${killedName ?? '?'}（pid ${killedPid ?? '?'}）被杀${charge === '' ? '' : `，计入 ${charge}`}`,
    ),
    link: {
      view: 'sources',
      sourceId,
      lines: { from: firstLine, to: lastLine },
      ...(atMs !== null && { range: wallRange(atMs, atMs) }),
    },
    at: { kind: 'lines', sourceId, from: firstLine, to: lastLine },
  }
}

function joinedEvidence({ go, holders }: OomAccount, containers: Kills['containers']): EvidenceDraft[] {
  return [
    ...(go
      ? [
          seriesEvidence(
            go.sourceId,
            ['Sys', 'HeapReleased'],
            go.atMs,
            localText(
              `Before: the runtime holds ${formatBytes(retained(go.memory))}`,
              `此前：运行时持有 ${formatBytes(retained(go.memory))}`,
            ),
          ),
        ]
      : []),
    ...(holders
      ? [
          {
            shows: localText(
              `Before: ${formatBytes(holders.total)} in use by the heap profile`,
              `此前：堆剖析显示在用 ${formatBytes(holders.total)}`,
            ),
            link: { view: 'profile' as const, sourceId: holders.profile.sourceId, sampleType: 'inuse_space/bytes' },
            at: {
              kind: 'profiles' as const,
              sourceIds: [holders.profile.sourceId],
              functionName: null,
              sampleType: 'inuse_space/bytes',
            },
          },
        ]
      : []),
    ...containers.map(({ sourceId, firstLine, pod, container }): EvidenceDraft => ({
      shows: localText(`kubectl: ${pod} ${container}, killed`, `kubectl：${pod} ${container}，被杀`),
      link: { view: 'sources', sourceId, lines: { from: firstLine, to: firstLine } },
      at: { kind: 'lines', sourceId, from: firstLine, to: firstLine },
    })),
  ]
}

/** Charge, resident set and the runtime's part in the hour before. */
function chartOf({ event, group }: OomAccount): { chart?: FindingChart } {
  if (!group || event.atMs === null) return {}
  const { atMs, limit } = event
  const before = (name: Parameters<typeof samplesOf>[1]): { at: number; value: number }[] =>
    samplesOf(group, name).filter(({ at }) => at >= atMs - HOUR_MS && at <= atMs + 1000)
  const resident = before('process.rss')
  const usage = before('cgroup.usage')
  const live = before('go.heap.objects')
  const series = [
    { name: localText('charged to the container', '计入容器'), role: 'main' as const, samples: usage },
    { name: localText('resident set', '常驻内存'), role: 'main' as const, samples: resident },
    { name: localText('heap objects', '堆对象'), role: 'context' as const, samples: live },
  ].filter(({ samples }) => samples.length >= 2)
  if (series.length === 0) return {}
  return {
    chart: {
      title: localText('Memory up to the kill', '被杀之前的内存'),
      unit: 'bytes',
      axis: 'wall',
      series: series.map(({ name, role, samples }) => chartSeries(name, role, samples)),
      ...(limit !== null && {
        limits: [{ value: limit, label: localText('limit of the container', '容器限制'), severity: 'critical' }],
      }),
    },
  }
}
