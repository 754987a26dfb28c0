// Where the memory is at one instant: from what is charged to the container through the resident set of the process and the
// runtime's own classes to the live heap and who allocated it. Every bar names its source, its time and its counter; what no
// source explains stays a bar of its own. Figures that two accounts have differently are never averaged: the nearer one in time
// is taken, and the difference ends up in the remainder.
import { localText, type LocalText } from '../../../../shared/lib/localText.ts'
import { formatBytes } from '../../../../shared/units/format.ts'
import type {
  MemoryClass,
  MemoryOrigin,
  MemoryWaterfall,
  WaterfallStep,
} from '../../../../shared/contract/memoryCalls.ts'
import { MEMORY_COMMANDS } from './commands.ts'
import { containerParts } from './containerParts.ts'
import { nearestGo, runtimeParts } from './runtimeParts.ts'
import { identityChecks } from './identities.ts'
import { heapParts } from './heapParts.ts'
import { liveHeapAt } from './liveHeap.ts'
import { DEFAULT_TOLERANCE_MS, figureAt, type Figure, type MemoryGroup } from './model.ts'
import { listingAt, outsideParts, residentStructures } from './outsideParts.ts'
import { releasedResident } from './released.ts'

/** What is taken from a whole. */
export interface Part {
  id: string
  memoryClass: MemoryClass
  title: LocalText
  bytes: number
  counter: string
  origin: MemoryOrigin | null
  error: number | null
  note?: LocalText
}

const OVERSHOOT = localText(
  'The parts are larger than the whole: they were counted at another moment, or hold pages that were never touched.',
  '各部分之和大于总量：它们取自另一时刻，或含有从未被访问过的页。',
)

/** Why a process may have more resident than its container is charged for. */
function elsewhere(group: MemoryGroup, atMs: number, toleranceMs: number): LocalText {
  const file = figureAt(group, 'process.rss.file', atMs, toleranceMs)
  if (!file) return OVERSHOOT
  return localText(
    `Pages of mapped files are charged to the group that touched them first, not to everyone who maps them: of this process up to ${formatBytes(file.value)}.`,
    `映射文件的页计入最先访问它的组，而不是每个映射它的进程：本进程至多 ${formatBytes(file.value)}。`,
  )
}

/** A remainder below this is rounding and time between samples, and not worth a bar. */
const NEGLIGIBLE = 64 * 1024

export function memoryWaterfall(
  group: MemoryGroup,
  atMs: number,
  toleranceMs: number = DEFAULT_TOLERANCE_MS,
): MemoryWaterfall {
  const at = (name: Parameters<typeof figureAt>[1]): Figure | null => figureAt(group, name, atMs, toleranceMs)
  const container = at('cgroup.usage')
  // The listing whose mappings are told apart is the one whose sum is the whole.
  const listing = listingAt(group, atMs, toleranceMs)
  const resident = figureAt(group, 'process.rss', atMs, toleranceMs, listing?.sourceId ?? null)
  const go = nearestGo(group, atMs, toleranceMs)
  const live = liveHeapAt(group, atMs, toleranceMs)
  const missing: MemoryWaterfall['missing'] = []
  const steps: WaterfallStep[] = []

  if (container) {
    steps.push(
      total(
        'container',
        localText('Charged to the container', '计入容器'),
        container.value,
        container.name,
        container.origin,
        container.error,
      ),
    )
    const parts = containerParts(group, atMs, toleranceMs, container, resident)
    if (resident)
      take(
        steps,
        container.value,
        parts,
        resident.value,
        localText('Unexplained between container and process', '容器与进程之间未解释'),
        elsewhere(group, atMs, toleranceMs),
      )
  } else
    missing.push({
      what: localText('What the container is charged for', '计入容器的内存'),
      command: MEMORY_COMMANDS.cgroup,
    })

  const liveBytes = live?.value ?? go?.memory.objects
  if (resident) {
    steps.push(
      total(
        'resident',
        localText('Resident set of the process', '进程常驻内存'),
        resident.value,
        resident.name,
        resident.origin,
        resident.error,
      ),
    )
    if (go && liveBytes !== undefined) {
      const outside = outsideParts(group, atMs, toleranceMs, resident, go.memory)
      const released = releasedResident(group, atMs, toleranceMs, resident, go.memory)
      const parts = [
        ...outside,
        ...(released ? [released.part] : []),
        ...runtimeParts(
          go,
          live,
          outside.some(({ id }) => id === 'stacks-os'),
          residentStructures(group, atMs, toleranceMs),
        ),
      ]
      take(steps, resident.value, parts, liveBytes, localText('Unexplained in the process', '进程中未解释'))
    } else if (!go && !live && listing) {
      const parts = outsideParts(group, atMs, toleranceMs, resident, null)
      if (parts.length > 0)
        take(steps, resident.value, parts, 0, localText('Unexplained in the process', '进程中未解释'))
    }
  } else missing.push({ what: localText('The resident set', '常驻内存'), command: MEMORY_COMMANDS.smaps })
  if (!go)
    missing.push({
      what: localText('The runtime’s own account (MemStats)', '运行时自己的账目（MemStats）'),
      command: MEMORY_COMMANDS.memStats,
    })
  else if (!resident) {
    steps.push(
      total(
        'runtime',
        localText('Held by the Go runtime', 'Go 运行时持有'),
        go.memory.total - go.memory.released,
        'Sys − HeapReleased',
        go.origin,
        go.error('go.total'),
      ),
    )
    if (liveBytes !== undefined)
      take(
        steps,
        go.memory.total - go.memory.released,
        runtimeParts(go, live, false, null),
        liveBytes,
        localText('Unexplained in the runtime', '运行时中未解释'),
      )
  }

  if (live) {
    steps.push(
      total('live', localText('Live heap', '存活堆'), live.value, live.counter, live.origin, live.error, 'live'),
    )
    const heap = heapParts(group, atMs, toleranceMs)
    if (heap) take(steps, live.value, heap, 0, localText('Unexplained in the live heap', '存活堆中未解释'))
    else
      missing.push({ what: localText('Who allocated the live heap', '存活堆由谁分配'), command: MEMORY_COMMANDS.heap })
  } else if (go) {
    steps.push(
      total(
        'objects',
        localText('Heap objects, live and dead', '堆对象（存活与已死）'),
        go.memory.objects,
        'HeapAlloc',
        go.origin,
        go.error('go.heap.objects'),
        'live',
      ),
    )
    missing.push({
      what: localText('How much of the heap is live', '堆中有多少存活'),
      command: MEMORY_COMMANDS.gctrace,
    })
  }

  return {
    atMs,
    group: { id: group.id, name: group.name, fromMs: group.fromMs, toMs: group.toMs },
    toleranceMs,
    steps,
    limit: limitAt(group, atMs),
    explainedShare: explained(steps),
    released:
      resident && go ? (releasedResident(group, atMs, toleranceMs, resident, go.memory)?.summary ?? null) : null,
    missing,
    checks: identityChecks([group]),
  }
}

function total(
  id: string,
  title: LocalText,
  bytes: number,
  counter: string,
  origin: MemoryOrigin | null,
  error: number | null,
  memoryClass: MemoryClass = 'total',
): WaterfallStep {
  return {
    id,
    kind: 'total',
    memoryClass,
    title,
    bytes,
    fromBytes: 0,
    toBytes: bytes,
    errorBytes: error,
    counter,
    origin,
    note: null,
  }
}

/** Takes parts from a whole from its upper end down; what is then left above `rest` is the remainder. */
function take(
  steps: WaterfallStep[],
  whole: number,
  parts: readonly Part[],
  rest: number,
  remainderTitle: LocalText,
  overshoot: LocalText = OVERSHOOT,
): void {
  let upper = whole
  for (const { id, memoryClass, title, bytes, counter, origin, error, note } of parts) {
    if (!(bytes > 0)) continue
    const lower = upper - bytes
    steps.push({
      id,
      kind: 'part',
      memoryClass,
      title,
      bytes,
      fromBytes: Math.max(0, lower),
      toBytes: Math.max(0, upper),
      errorBytes: error,
      counter,
      origin,
      note: note ?? null,
    })
    upper = lower
  }
  const remainder = upper - rest
  if (Math.abs(remainder) < NEGLIGIBLE) return
  steps.push({
    id: `remainder-${steps.length}`,
    kind: 'remainder',
    memoryClass: 'remainder',
    title: remainderTitle,
    bytes: remainder,
    fromBytes: Math.max(0, Math.min(upper, rest)),
    toBytes: Math.max(0, Math.max(upper, rest)),
    errorBytes: errorOf(parts),
    counter: '',
    origin: null,
    note: isWithinError(remainder, parts)
      ? localText('Within what the parts may be off.', '在各部分的误差之内。')
      : remainder < 0
        ? overshoot
        : null,
  })
}

const isWithinError = (remainder: number, parts: readonly Part[]): boolean =>
  Math.abs(remainder) <= (errorOf(parts) ?? 0)

/** Errors of parts that were read one by one add up as independent ones do. */
function errorOf(parts: readonly Part[]): number | null {
  const known = parts.flatMap(({ error }) => (error === null ? [] : [error]))
  return known.length === 0 ? null : Math.sqrt(known.reduce((sum, error) => sum + error * error, 0))
}

/**
 * What no source explains: the remainders of all levels, that of the live heap among them, and those of parts that are larger than
 * their whole as well. The one definition: whatever says a share or an amount of it takes it from here.
 */
export const unexplainedBytes = (steps: readonly WaterfallStep[]): number =>
  steps.reduce((sum, { kind, bytes }) => sum + (kind === 'remainder' ? Math.abs(bytes) : 0), 0)

function explained(steps: readonly WaterfallStep[]): number | null {
  const top = steps.find(({ kind }) => kind === 'total')
  if (!top || top.bytes <= 0 || !steps.some(({ kind }) => kind === 'part')) return null
  return Math.max(0, 1 - unexplainedBytes(steps) / top.bytes)
}

/** Limits stand still: one from any time of the group will do. */
function limitAt(group: MemoryGroup, atMs: number): MemoryWaterfall['limit'] {
  const container = figureAt(group, 'cgroup.limit', atMs, Number.POSITIVE_INFINITY)
  if (container && container.value < 2 ** 50)
    return { bytes: container.value, title: localText('limit of the container', '容器限制'), origin: container.origin }
  const own = figureAt(group, 'go.memory-limit', atMs, Number.POSITIVE_INFINITY)
  // Without GOMEMLIMIT the runtime reports the largest number there is.
  if (own && own.value < 2 ** 62)
    return { bytes: own.value, title: localText('GOMEMLIMIT', 'GOMEMLIMIT'), origin: own.origin }
  return null
}
