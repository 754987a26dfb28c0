// Step 3: what the goroutines wait for. A dump shows what every goroutine waits for at one moment; a trace how long each waited
// over a stretch. Waiting alone is no fault: idle workers and connections wait, too, and the answer says so.
import { counted } from '../../../../shared/lib/counted.ts'
import type { DiagnosisRow, DiagnosisSection, ViewLink, WaitClass } from '../../../../shared/records/index.ts'
import { WAIT_CLASSES, WAIT_FIGURES } from '../../../../shared/records/index.ts'
import { countOf, goroutineGroups, groupRow, lockGroups, statusCounts } from '../../analysis/index.ts'
import {
  VIEW,
  frameText,
  goroutinesText,
  isCrash,
  lastMoments,
  momentName,
  rowEvidence,
  seriesMoments,
} from '../goroutines.ts'
import type { CaseFacts, MomentFacts, TraceFacts } from '../rule.ts'
import { most, ofRow, placeText, traceEvidence } from '../traces.ts'
import {
  COMMANDS,
  formatCount,
  formatDuration,
  formatShare,
  joined,
  localText,
  sameText,
  shortName,
  type LocalText,
} from '../words.ts'
import { largest, row, unknownStep, type Missing, type StepDraft } from './parts.ts'

const SHOWN = 5
const LOCKS = 3
const PLACES = 3
/** Fewer that wait for one lock are how locks work. */
const MANY_WAITERS = 3

/** What one source says. */
interface Told {
  headline: LocalText
  text: LocalText
  sections: DiagnosisSection[]
  link: ViewLink
  isDirect: boolean
}

const BASIS_DUMP = localText(
  'A dump is one moment, counted in full; minutes of waiting are lower bounds.',
  '转储只是一个时刻，逐一计数；等待分钟数为下限。',
)
const BASIS_COUNTS = localText(
  'Counts by stack at one moment, without states: what a goroutine waits for shows only in its stack.',
  '某一时刻按栈的计数，不含状态：goroutine 在等什么只能从栈看出。',
)
const BASIS_TRACE = localText(
  'A trace has every wait of a short stretch; goroutines of the runtime itself are left out where it names them.',
  '跟踪记录一小段时间内的每次等待；标明属于运行时自身的 goroutine 不计。',
)
const IDLE_TOO = localText('Idle workers and connections wait, too.', '空闲的工作协程与连接同样处于等待中。')

export function waits(facts: CaseFacts): StepDraft {
  const moment = lastMoment(facts)
  const trace = lastTrace(facts)
  const missing = missingOf(facts, moment)
  const dump = moment && ofMoment(facts, moment)
  const traced = trace && ofTrace(trace)
  const lead = dump ?? traced
  if (!lead)
    return unknownStep(
      localText('Nothing in the case shows what goroutines wait for.', '案例中没有任何来源显示 goroutine 在等待什么。'),
      localText('Needs a goroutine dump or an execution trace.', '需要 goroutine 转储或执行跟踪。'),
      missing,
    )
  const told = [dump, traced].filter((one) => one !== null)
  return {
    headline: lead.headline,
    answer: joined([...told.map(({ text }) => text), IDLE_TOO]),
    sureness: lead.isDirect ? 'direct' : 'estimate',
    basis: joined([dump && (dump.isDirect ? BASIS_DUMP : BASIS_COUNTS), traced && BASIS_TRACE]),
    sections: told.flatMap(({ sections }) => sections),
    link: lead.link,
    missing,
  }
}

/** Of the last dump of each process the one with most goroutines; one with states goes before one that only counts. */
function lastMoment(facts: CaseFacts): MomentFacts | null {
  const most = (moments: readonly MomentFacts[]): MomentFacts | null =>
    moments.reduce<MomentFacts | null>(
      (best, next) => (best && best.snapshot.goroutines >= next.snapshot.goroutines ? best : next),
      null,
    )
  return most(lastMoments(facts)) ?? most(seriesMoments(facts).flatMap(({ moments }) => moments.at(-1) ?? []))
}

function lastTrace({ traces }: CaseFacts): TraceFacts | null {
  const startOf = ({ source }: TraceFacts): number => source.placement?.startMs ?? Number.NEGATIVE_INFINITY
  return traces.reduce<TraceFacts | null>((best, next) => (best && startOf(best) > startOf(next) ? best : next), null)
}

function ofMoment(facts: CaseFacts, moment: MomentFacts): Told | null {
  const set = moment.set()
  const rows: number[] = []
  let all = 0
  for (let index = 0; index < set.rows.length; index++) {
    const count = countOf(set, index)
    if (count > 0) rows.push(index)
    all += count
  }
  if (all === 0) return null
  const name = momentName(moment, facts)
  const { source, snapshot } = moment
  const view = (state: Record<string, string> = {}): ViewLink => ({
    view: 'goroutines',
    sourceId: source.id,
    state: { ...(snapshot.dump !== null && { dump: String(snapshot.dump) }), ...state },
  })
  const statuses = statusCounts(set, rows)
  const states = statuses.map(({ text, goroutines }) =>
    row(sameText(text), goroutines, 'count', { share: goroutines / all, link: view({ status: text }) }),
  )
  const { groups } = goroutineGroups(set, VIEW)
  const stacks = groups.slice(0, PLACES).map((group): DiagnosisRow => {
    const shown = groupRow(set, group, VIEW)
    const [status] = shown.statuses
    const { maxMinutes } = shown.wait
    const wait = maxMinutes > 0 ? localText(`up to ${maxMinutes} min`, `最长 ${maxMinutes} 分钟`) : null
    const detail = joined([status ? sameText(status.text) : null, wait], ', ', '，')
    return row(frameText(shown.place), group.goroutines, 'count', {
      share: group.goroutines / all,
      detail: detail.en === '' ? null : detail,
      link: rowLink(moment, group.rows[0]),
    })
  })
  const rest = all - stacks.reduce((sum, { value }) => sum + value, 0)
  if (rest > 0)
    stacks.push(
      row(localText('Other stacks', '其他栈'), rest, 'count', { share: rest / all, isRemainder: true, link: view() }),
    )
  const [state, place] = [statuses[0], stacks[0]]
  const hasStates = snapshot.hasIds && state !== undefined
  const total = goroutinesText(all)
  return {
    headline: hasStates
      ? localText(
          `${state.text}, ${formatShare(state.goroutines / all)}`,
          `${state.text}，${formatShare(state.goroutines / all)}`,
        )
      : (place?.title ?? total),
    text: joined([
      hasStates &&
        localText(
          `Of ${total.en} in ${name.en}, ${formatCount(state.goroutines)} (${formatShare(state.goroutines / all)}) ${state.state === 'waiting' ? 'wait' : 'are'}: ${state.text}.`,
          `${name['zh-CN']} 的 ${total['zh-CN']} 中，${formatCount(state.goroutines)} 个（${formatShare(state.goroutines / all)}）处于 ${state.text}。`,
        ),
      place &&
        localText(
          `${hasStates ? 'The largest group stands' : `Of ${total.en} in ${name.en} the largest group stands`} in ${place.title.en}: ${formatCount(place.value)}${place.detail ? ` (${place.detail.en})` : ''}.`,
          `${hasStates ? '' : `${name['zh-CN']} 的 ${total['zh-CN']} 中，`}最多的停在 ${place.title['zh-CN']}：${formatCount(place.value)} 个${place.detail ? `（${place.detail['zh-CN']}）` : ''}。`,
        ),
      isCrash(moment) && localText('The process ended with this dump.', '进程随此次转储终止。'),
    ]),
    sections: [
      ...(states.length > 0 && snapshot.hasIds
        ? [
            {
              title: localText(`States: ${name.en}`, `状态：${name['zh-CN']}`),
              rows: largest(states, SHOWN, localText('Other states', '其他状态')),
            },
          ]
        : []),
      { title: localText(`Stacks: ${name.en}`, `栈：${name['zh-CN']}`), rows: stacks },
      ...lockSection(moment, name),
    ],
    link: view(),
    isDirect: hasStates,
  }
}

const rowLink = (moment: MomentFacts, at: number | undefined): ViewLink | null =>
  at === undefined ? null : rowEvidence(moment, moment.set(), at, sameText('')).link

const LOCK_NAMES: Partial<Record<ReturnType<typeof lockGroups>[number]['kind'], LocalText>> = {
  mutex: sameText('Mutex'),
  rwMutexRead: sameText('RWMutex'),
  rwMutexWrite: sameText('RWMutex'),
  chanReceive: localText('channel, to receive', '通道接收'),
  chanSend: localText('channel, to send', '通道发送'),
}

/** Addresses that many wait for. Who holds a lock no dump prints. */
function lockSection(moment: MomentFacts, name: LocalText): DiagnosisSection[] {
  const set = moment.set()
  const locks = lockGroups(set, MANY_WAITERS)
    .filter(({ kind, address }) => LOCK_NAMES[kind] !== undefined && address !== null)
    .slice(0, LOCKS)
  if (locks.length === 0) return []
  return [
    {
      title: localText(`Waited for together: ${name.en}`, `共同等待的对象：${name['zh-CN']}`),
      rows: locks.map(({ kind, address, waiters, places, ids }) => {
        const what = LOCK_NAMES[kind] as LocalText
        const [place] = places
        const at = set.rows.id.subarray(0, set.rows.length).indexOf(ids[0] ?? Number.NaN)
        return row(localText(`${what.en} ${address}`, `${what['zh-CN']} ${address}`), waiters, 'count', {
          detail: place
            ? localText(`in ${shortName(place.functionName)}`, `位于 ${shortName(place.functionName)}`)
            : null,
          link: at < 0 ? null : rowLink(moment, at),
        })
      }),
    },
  ]
}

/** Goroutines of the runtime wait as a habit. */
const OWN_CLASSES: readonly WaitClass[] = WAIT_CLASSES.filter((name) => name !== 'system')
const CLASS_NAMES: Readonly<Record<WaitClass, LocalText>> = {
  network: localText('Network', '网络'),
  channel: localText('Channel', '通道'),
  select: localText('Select', 'select'),
  sync: localText('Locks (sync)', '锁（sync）'),
  sleep: localText('Sleep', '休眠'),
  gc: localText('GC', 'GC'),
  system: localText('Runtime', '运行时'),
  forever: localText('Forever (nil channel, empty select)', '永久（nil 通道、空 select）'),
  unnamed: localText('Reason not named', '未注明原因'),
  other: localText('Other reasons', '其他原因'),
}

/** Goroutines of the runtime itself, whose waits that began before the trace have no reason to tell them by. */
const OF_RUNTIME =
  /^runtime(?:\/trace)?\.(?:gcBgMarkWorker|\(\*traceAdvancerState\)|forcegchelper|bgsweep|bgscavenge|runfinq|runFinalizers|runCleanups|\(\*cleanupQueue\)|ensureSigM|\(\*scavengerState\)|\(\*traceMultiplexer\)|\(\*recorder\)|Start\.func|main\.func|unique_runtime_registerUniqueMapCleanup|traceStartReadCPU)/

/** Classes from the figures that import keeps; places from the kept table of waits of this one trace. */
function ofTrace(trace: TraceFacts): Told | null {
  const { figures, source } = trace
  const link = (state: Record<string, string>): ViewLink => ({ view: 'trace', sourceId: source.id, state })
  const parts: [LocalText, number, ViewLink][] = [
    ...OWN_CLASSES.map((name): [LocalText, number, ViewLink] => [
      CLASS_NAMES[name],
      Number(figures[WAIT_FIGURES[name]] ?? 0),
      link({ show: 'waits', filter: `class=${name}` }),
    ]),
    [
      localText('Runnable, waiting for a proc', '可运行，等待 P'),
      figures.schedulingWaitNs,
      link({ show: 'scheduling' }),
    ],
    [localText('In a syscall', '系统调用中'), figures.syscallWallNs, link({ show: 'syscalls' })],
  ]
  const known = parts.filter(([, ns]) => ns > 0)
  const whole = known.reduce((sum, [, ns]) => sum + ns, 0)
  if (whole === 0) return null
  const rows = known.map(([title, ns, to]) => row(title, ns, 'ns', { share: ns / whole, link: to }))
  // A wait that began before the trace has no reason in it; such time says little.
  const unnamed = rows.find(({ title }) => title === CLASS_NAMES.unnamed)
  const [first] = rows.filter((one) => one !== unnamed).sort((a, b) => b.value - a.value)
  const span = formatDuration(figures.durationNs)
  const places = most(
    trace
      .table('waits')
      .filter(({ class: name, place }) => name !== 'system' && place !== '' && !OF_RUNTIME.test(place)),
    ({ totalNs, openNs }) => totalNs + openNs,
    PLACES,
  ).map((wait) => {
    const place = placeText(shortName(wait.place))
    const waits = wait.count + wait.openCount
    const [reason, count] = [wait.reason === '' ? CLASS_NAMES.unnamed : sameText(wait.reason), formatCount(waits)]
    return row(place, wait.totalNs + wait.openNs, 'ns', {
      share: Math.min(1, (wait.totalNs + wait.openNs) / whole),
      detail: localText(
        `${reason.en}, ${counted(waits, 'wait', 'waits', count)}`,
        `${reason['zh-CN']}，${count} 次等待`,
      ),
      link: traceEvidence(trace, ofRow('waits', wait, place)).link,
    })
  })
  const [place] = places
  const share = formatShare(first?.share ?? 0)
  const isMostlyUnnamed = (unnamed?.share ?? 0) > Math.max(0.5, first?.share ?? 0)
  return {
    // Of goroutines that stand through the whole trace it has the place, and no reason.
    headline:
      isMostlyUnnamed && place
        ? localText(
            `${place.title.en}, ${formatShare(place.share ?? 0)} of the waiting`,
            `${place.title['zh-CN']}，占等待的 ${formatShare(place.share ?? 0)}`,
          )
        : first
          ? localText(`${first.title.en}, ${share} of the waiting`, `${first.title['zh-CN']}，占等待的 ${share}`)
          : CLASS_NAMES.unnamed,
    text: joined([
      localText(
        `In ${span} of ${source.path} goroutines waited ${formatDuration(whole)} together${first ? `, ${share} of it: ${first.title.en}` : ''}.`,
        `在 ${source.path} 的 ${span} 内，goroutine 合计等待 ${formatDuration(whole)}${first ? `，其中 ${share} 为：${first.title['zh-CN']}` : ''}。`,
      ),
      unnamed &&
        localText(
          `For ${formatShare(unnamed.share ?? 0)} the trace names no reason, as for waits that began before it.`,
          `另有 ${formatShare(unnamed.share ?? 0)} 跟踪未注明原因，例如在其开始之前就已开始的等待。`,
        ),
      place &&
        localText(
          `The heaviest place is ${place.title.en}, ${formatDuration(place.value)}.`,
          `最重的位置是 ${place.title['zh-CN']}，${formatDuration(place.value)}。`,
        ),
    ]),
    sections: [
      {
        title: localText(`Waiting time by reason: ${source.path}`, `等待时间按原因：${source.path}`),
        rows: largest(rows, SHOWN, localText('Other reasons', '其他原因')),
      },
      ...(places.length > 0
        ? [{ title: localText(`Heaviest places: ${source.path}`, `最重的位置：${source.path}`), rows: places }]
        : []),
    ],
    link: link({ show: 'waits' }),
    isDirect: true,
  }
}

function missingOf({ traces }: CaseFacts, moment: MomentFacts | null): Missing[] {
  const missing: Missing[] = []
  if (!moment)
    missing.push({
      what: localText('What every goroutine waits for at one moment', '某一时刻每个 goroutine 在等待什么'),
      command: COMMANDS.goroutines,
    })
  else if (!moment.snapshot.hasIds)
    missing.push({
      what: localText('States and single goroutines (debug=2)', '状态与单个 goroutine（debug=2）'),
      command: COMMANDS.goroutines,
    })
  if (traces.length === 0)
    missing.push({
      what: localText('How long goroutines wait, and where', 'goroutine 等待多久、在何处'),
      command: COMMANDS.trace,
    })
  return missing
}
