// Step 1: where the memory is. The waterfall of the moment that most sources speak of; where no source has the process as a
// whole, what the last GC cycle or the last heap profile shows of the heap.
import type { MemoryWaterfall, WaterfallStep } from '../../../../shared/contract/memoryCalls.ts'
import type { DiagnosisRow, ViewLink } from '../../../../shared/records/index.ts'
import { MIB } from '../../../../shared/units/units.ts'
import {
  DEFAULT_TOLERANCE_MS,
  bestInstant,
  hasFigure,
  memoryInstants,
  memoryWaterfall,
  saysAnything,
  sites,
  unexplainedBytes,
} from '../../analysis/index.ts'
import { cycleEvidence } from '../lives.ts'
import { profileEvidence, totalOf, typeIndexOf } from '../profiles.ts'
import type { CaseFacts, LifeFacts, ProfileFacts } from '../rule.ts'
import {
  COMMANDS,
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatShare,
  joined,
  localText,
  sameText,
  shortName,
  type LocalText,
} from '../words.ts'
import { MEMORY_COMMANDS } from '../memory.ts'
import { largest, row, unknownStep, type Missing, type StepDraft } from './parts.ts'

/** Rows of a list before the rest is summed up. */
const SHOWN = 5
const SITES = 3
/** Processes whose moments are looked at, those with most to tell first: a cluster's scrape has hundreds. */
const MAX_PROCESSES = 20
/** Above this share of what is not explained, or this distance between sources, the account is an estimate. */
const UNEXPLAINED = 0.1
const APART_MS = 5_000
/** Parts may come to so much more than their whole without a word. */
const TOUCH = 0.02
/** A second part below this share is left to the rows. */
const WORTH_TELLING = 0.1

export function whereMemory(facts: CaseFacts): StepDraft {
  const best = bestWaterfall(facts)
  if (best) return ofWaterfall(best.waterfall, best.isContainers)
  const missing: Missing[] = [
    {
      what: localText('The runtime’s own account (MemStats)', '运行时自己的账目（MemStats）'),
      command: MEMORY_COMMANDS.memStats,
    },
    { what: localText('The resident set by mapping', '按映射划分的常驻内存'), command: MEMORY_COMMANDS.smaps },
  ]
  const life = lastLife(facts)
  const profile = facts.profiles.findLast(({ summary }) => summary.type === 'heap')
  if (life) return ofLife(life, profile ?? null, missing)
  if (profile && typeIndexOf(profile, 'inuse_space') >= 0) return ofProfile(profile, missing)
  return unknownStep(
    localText(
      'Nothing in the case says how much memory the process holds or of what it is made.',
      '案例中没有任何来源说明进程占用了多少内存、由什么构成。',
    ),
    localText(
      'Needs statistics of the runtime, an account of the kernel, a gctrace log or a heap profile.',
      '需要运行时统计、内核账目、gctrace 日志或堆剖析。',
    ),
    [...missing, { what: localText('The heap over time', '堆随时间的变化'), command: COMMANDS.gctrace }],
  )
}

/** With whether the limit it has is that of the container. */
function bestWaterfall({ memory }: CaseFacts): { waterfall: MemoryWaterfall; isContainers: boolean } | null {
  const groups = memory.groups.filter(saysAnything).slice(0, MAX_PROCESSES)
  const best = bestInstant(groups.flatMap((group) => memoryInstants(group, DEFAULT_TOLERANCE_MS)))
  const group = groups.find(({ id }) => id === best?.groupId)
  const waterfall = group && best ? memoryWaterfall(group, best.atMs) : null
  return group && waterfall && waterfall.steps.length > 0
    ? { waterfall, isContainers: hasFigure(group, 'cgroup.limit') }
    : null
}

/**
 * Parts that do not overlap: everything taken from container, process and runtime, the live heap as one part, and what stays
 * unexplained. Who allocated the live heap is a list of its own, with what is not explained of it.
 */
function piecesOf({ steps }: MemoryWaterfall): { pieces: WaterfallStep[]; ofLive: WaterfallStep[] } {
  const at = steps.findIndex(({ id, kind }) => kind === 'total' && (id === 'live' || id === 'objects'))
  const heap = steps[at]
  const above = (at < 0 ? steps : steps.slice(0, at)).filter(({ kind }) => kind !== 'total')
  const ofLive = at < 0 ? [] : steps.slice(at + 1).filter(({ kind }) => kind !== 'total')
  const last = steps.findLast(({ kind }) => kind === 'total')
  // Without a live heap the last whole stays undivided, unless a listing of mappings divides it.
  const isDivided = heap === undefined && steps.at(-1) !== last
  return { pieces: heap ? [...above, heap] : last && !isDivided ? [...above, last] : above, ofLive }
}

function ofWaterfall(waterfall: MemoryWaterfall, isContainers: boolean): StepDraft {
  const { steps, atMs, group, limit, explainedShare, missing } = waterfall
  const whole = steps[0] as WaterfallStep
  const link = (step?: WaterfallStep): ViewLink => ({
    view: 'memory',
    ...(step && { entity: { kind: 'memoryStep', id: step.id } }),
    state: { form: 'waterfall', process: group.id, at: String(atMs) },
  })
  const { pieces, ofLive } = piecesOf(waterfall)
  const rows = pieces.map((step): DiagnosisRow => {
    const detail = joined([step.counter === '' ? null : sameText(step.counter), step.note], ' · ', ' · ')
    return row(step.title, step.bytes, 'bytes', {
      // More than there is resident: memory that was never touched, of which no share can be told.
      share: step.bytes < 0 || step.bytes > whole.bytes ? null : step.bytes / whole.bytes,
      ...(step.errorBytes !== null && { low: step.bytes - step.errorBytes, high: step.bytes + step.errorBytes }),
      detail: detail.en === '' ? null : detail,
      link: link(step),
      isRemainder: step.kind === 'remainder',
    })
  })
  const unexplained = rows.filter(({ isRemainder }) => isRemainder)
  const explained = rows.filter(({ isRemainder }) => !isRemainder)
  const [first, second] = [...explained].sort((a, b) => b.value - a.value)
  const live = steps.find(({ id }) => id === 'live')
  const ofHeap = (step: WaterfallStep): DiagnosisRow =>
    row(shortened(step.title), step.bytes, 'bytes', {
      share: live && live.bytes > 0 && step.bytes >= 0 ? Math.min(1, step.bytes / live.bytes) : null,
      link: link(step),
      isRemainder: step.kind === 'remainder',
    })
  const part = formatShare(limit ? whole.bytes / limit.bytes : 0)
  const used = localText(`${part} used`, `已用 ${part}`)
  const sections = [
    {
      title: localText(
        `${whole.title.en}: ${formatBytes(whole.bytes)}, ${formatDateTime(atMs)} UTC`,
        `${whole.title['zh-CN']}：${formatBytes(whole.bytes)}，${formatDateTime(atMs)} UTC`,
      ),
      rows: [
        ...largest(explained, SHOWN, localText('Smaller parts', '较小的部分')),
        ...unexplained,
        ...(limit
          ? [
              row(localText(capital(limit.title.en), limit.title['zh-CN']), limit.bytes, 'bytes', {
                // GOMEMLIMIT bounds what the runtime holds, not what is resident or charged: no share of that.
                detail: isContainers && whole.id === 'container' ? used : null,
                link: link(),
              }),
            ]
          : []),
      ],
    },
    ...(live && ofLive.length > 0
      ? [
          {
            title: localText('Live heap by who allocated it', '存活堆按分配者'),
            rows: [
              ...largest(
                ofLive.filter(({ kind }) => kind === 'part').map(ofHeap),
                SITES,
                localText('Other functions', '其他函数'),
              ),
              ...ofLive.filter(({ kind }) => kind === 'remainder').map(ofHeap),
            ],
          },
        ]
      : []),
  ]
  // Too much is told apart, as overlap: both together are what the share that is explained lacks.
  const remainder = unexplainedBytes(steps.filter(({ bytes }) => bytes > 0))
  const apart = Math.max(0, ...steps.map(({ origin }) => origin?.distanceMs ?? 0))
  const agreement =
    explainedShare === null
      ? localText('too few of them to tell how much is explained', '来源太少，无法判断解释了多少')
      : remainder === 0 && unexplained.length > 0
        ? localText('their parts come to more than the whole', '各部分之和大于总量')
        : localText(
            `${formatShare(explainedShare)} of the whole is explained`,
            `已解释总量的 ${formatShare(explainedShare)}`,
          )
  const isExact = (explainedShare === null || 1 - explainedShare <= UNEXPLAINED) && apart <= APART_MS
  const parts = [first, (second?.share ?? 0) >= WORTH_TELLING ? second : undefined].flatMap((one) =>
    one ? [partText(one)] : [],
  )
  // A whole that nothing divides is not "mostly" itself.
  const isDivided = pieces.length > 1 || first?.title.en !== whole.title.en
  // Beside the live heap, which is one of the parts here, whoever allocated it.
  const besideHeap = unexplained.reduce((sum, { value }) => sum + Math.max(0, value), 0)
  const isMostlyUnknown = first !== undefined && besideHeap > first.value
  const unknown = formatShare(besideHeap / whole.bytes)
  return {
    headline: isMostlyUnknown
      ? localText(`Not explained, ${unknown}`, `未得到解释，${unknown}`)
      : first
        ? localText(`${first.title.en}, ${partOf(first)}`, `${first.title['zh-CN']}，${partOf(first)}`)
        : whole.title,
    answer: joined([
      isDivided
        ? localText(
            `${whole.title.en}: ${formatBytes(whole.bytes)}, ${isMostlyUnknown ? 'of it known' : 'mostly'} ${parts.map(({ en }) => en).join(' and ')}.`,
            `${whole.title['zh-CN']} ${formatBytes(whole.bytes)}，${isMostlyUnknown ? '已知的有' : '主要是'}${parts.map((one) => spaced(one['zh-CN'])).join('和')}。`,
          )
        : localText(
            `${whole.title.en}: ${formatBytes(whole.bytes)}; no source says what it consists of.`,
            `${whole.title['zh-CN']} ${formatBytes(whole.bytes)}；没有来源说明其构成。`,
          ),
      remainder > 0 &&
        localText(
          `${formatBytes(remainder)} (${formatShare(remainder / whole.bytes)}) is not explained.`,
          `${formatBytes(remainder)}（${formatShare(remainder / whole.bytes)}）未得到解释。`,
        ),
      ...excessTexts(
        steps.filter((step) => isExcess(step, whole)),
        whole,
      ),
    ]),
    sureness: isExact ? 'direct' : 'estimate',
    basis: localText(
      `Sources up to ${formatDuration(apart * 1e6)} apart; ${agreement.en}.`,
      `各来源相隔至多 ${formatDuration(apart * 1e6)}；${agreement['zh-CN']}。`,
    ),
    sections,
    link: link(),
    missing,
  }
}

/** More than the parts may be off, and more than a touch. */
const isExcess = ({ kind, bytes, errorBytes }: WaterfallStep, whole: WaterfallStep): boolean =>
  kind === 'remainder' && -bytes > Math.max(errorBytes ?? 0, TOUCH * whole.bytes)

/** Parts that overlap leave nothing unexplained: what they come to above their whole is the error of the account. */
function excessTexts(excesses: readonly WaterfallStep[], whole: WaterfallStep): LocalText[] {
  return [...Map.groupBy(excesses, ({ note }) => note?.en).values()].map((steps) => {
    const bytes = steps.reduce((sum, step) => sum - step.bytes, 0)
    const [excess, share] = [formatBytes(bytes), formatShare(bytes / whole.bytes)]
    return joined([
      localText(
        `The parts overlap by ${excess} (${share} of the whole).`,
        `各部分之和超出 ${excess}（总量的 ${share}）。`,
      ),
      steps[0]?.note,
    ])
  })
}

const partOf = ({ value, share }: DiagnosisRow): string => (share === null ? formatBytes(value) : formatShare(share))

/** Behind Chinese: words in Latin letters stand off. */
const spaced = (text: string): string => (/^[A-Za-z0-9]/.test(text) ? ` ${text}` : text)

/** Within a sentence; `GC metadata` stays. */
const lower = (title: string): string =>
  /^[A-Z][A-Z]/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1)
const capital = (title: string): string => title.charAt(0).toUpperCase() + title.slice(1)
const shortened = ({ en, 'zh-CN': zh }: LocalText): LocalText =>
  en === zh ? sameText(shortName(en)) : localText(en, zh)

const partText = ({ title, value, share }: DiagnosisRow): LocalText => {
  const figures = `${formatBytes(value)}`
  const part = share === null ? '' : formatShare(share)
  return localText(
    `${lower(title.en)} ${figures}${part && ` (${part})`}`,
    `${title['zh-CN']} ${figures}${part && `（${part}）`}`,
  )
}

/** The life that was there last. */
function lastLife({ lives }: CaseFacts): LifeFacts | null {
  const endOf = ({ life }: LifeFacts): number => (life.axis.kind === 'wall' ? life.range.to : Number.NEGATIVE_INFINITY)
  return lives.reduce<LifeFacts | null>(
    (best, next) => (next.life.cycles > 0 && (!best || endOf(next) >= endOf(best)) ? next : best),
    null,
  )
}

function ofLife(facts: LifeFacts, profile: ProfileFacts | null, missing: Missing[]): StepDraft {
  const { cycles, source } = facts
  const last = cycles.length - 1
  const figure = (column: Float64Array): number => column[last] ?? Number.NaN
  const [live, end] = [figure(cycles.liveHeapBytes), figure(cycles.heapEndBytes)]
  const [goal, stacks, globals] = [
    figure(cycles.heapGoalBytes),
    figure(cycles.stacksBytes),
    figure(cycles.globalsBytes),
  ]
  const parts: [LocalText, number][] = [
    [localText('Live heap', '存活堆'), live],
    [localText('Dead objects, freed by this cycle', '死对象（由此周期释放）'), Math.max(0, end - live)],
    [localText('Goroutine stacks', 'goroutine 栈'), stacks],
    [localText('Globals', '全局数据'), globals],
  ]
  const known = parts.filter(([, bytes]) => bytes > 0)
  const whole = known.reduce((sum, [, bytes]) => sum + bytes, 0)
  // Stacks are no part of the heap, and a process of many or deep ones is mostly these.
  const [largestPart, most] =
    stacks > Math.max(live, end) ? (parts[2] as [LocalText, number]) : (parts[0] as [LocalText, number])
  const number = formatCount(figure(cycles.number))
  const { link } = cycleEvidence(facts, last, sameText(''))
  const rows = known.map(([title, bytes]) => row(title, bytes, 'bytes', { share: bytes / whole, link }))
  if (goal > 0) rows.push(row(localText('Heap goal', '堆目标'), goal, 'bytes', { link }))
  const heap = profile && typeIndexOf(profile, 'inuse_space') >= 0 ? profile : null
  return {
    headline: localText(`${largestPart.en} ${formatBytes(most)}`, `${largestPart['zh-CN']} ${formatBytes(most)}`),
    answer: localText(
      `At the last GC cycle of the log (gc ${number}) the heap was ${formatBytes(end)}, of which ${formatBytes(live)} (${formatShare(end > 0 ? live / end : 0)}) live.${stacks > end ? ` Goroutine stacks took ${formatBytes(stacks)}, more than the heap.` : ''} What the process holds beyond ${stacks > end ? 'both' : 'the heap'} is not known.`,
      `日志中最后一个 GC 周期（gc ${number}）时堆为 ${formatBytes(end)}，其中 ${formatBytes(live)}（${formatShare(end > 0 ? live / end : 0)}）存活。${stacks > end ? `goroutine 栈占 ${formatBytes(stacks)}，多于堆。` : ''}进程在堆之外占用多少尚不清楚。`,
    ),
    sureness: 'estimate',
    basis: localText(
      `gctrace prints whole MiB of the heap, stacks and globals in ${source.path}; nothing of the rest of the process.`,
      `${source.path} 中的 gctrace 以整 MiB 打印堆、栈与全局数据，不含进程的其余部分。`,
    ),
    sections: [
      { title: localText(`GC cycle ${number}`, `GC 周期 ${number}`), rows },
      ...(heap ? [sitesSection(heap)] : []),
    ],
    link,
    missing: heap ? missing : [...missing, { what: WHO_ALLOCATED, command: MEMORY_COMMANDS.heap }],
  }
}

const WHO_ALLOCATED = localText('Who allocated the live heap', '存活堆由谁分配')

function sitesSection(profile: ProfileFacts): StepDraft['sections'][number] {
  const total = totalOf(profile, 'inuse_space')
  const rows = sites(profile.columns(), typeIndexOf(profile, 'inuse_space')).map((site) =>
    row(sameText(shortName(site.functionName)), site.value, 'bytes', {
      share: total > 0 ? Math.max(0, site.value) / total : null,
      link: profileEvidence(profile, 'inuse_space', site.functionName, sameText('')).link,
    }),
  )
  return {
    title: localText(
      `In use by who allocated it: ${profile.source.path}`,
      `使用中的堆按分配者：${profile.source.path}`,
    ),
    rows: largest(rows, SITES, localText('Other functions', '其他函数')),
  }
}

function ofProfile(profile: ProfileFacts, missing: Missing[]): StepDraft {
  const total = totalOf(profile, 'inuse_space')
  const section = sitesSection(profile)
  const [first] = section.rows
  return {
    headline: localText(`Heap in use ${formatBytes(total)}`, `使用中的堆 ${formatBytes(total)}`),
    answer: joined([
      localText(
        `The last heap profile counts ${formatBytes(total)} in use.`,
        `最后一份堆剖析显示使用中 ${formatBytes(total)}。`,
      ),
      first &&
        first.value > MIB / 16 &&
        localText(
          `${formatShare(first.share ?? 0)} of it was allocated in ${first.title.en}.`,
          `其中 ${formatShare(first.share ?? 0)} 在 ${first.title['zh-CN']} 中分配。`,
        ),
      localText('What the process holds beyond it is not known.', '进程在此之外占用多少尚不清楚。'),
    ]),
    sureness: 'estimate',
    basis: localText(
      'A heap profile samples allocations and counts what the last finished GC cycle found alive; it has nothing of stacks, the runtime or C.',
      '堆剖析对分配进行抽样，统计最近完成的 GC 周期中仍存活的部分；不含栈、运行时与 C 的内存。',
    ),
    sections: [section],
    link: profileEvidence(profile, 'inuse_space', null, sameText('')).link,
    missing: [...missing, { what: localText('The heap over time', '堆随时间的变化'), command: COMMANDS.gctrace }],
  }
}
