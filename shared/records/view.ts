import { isObject } from '../lib/isObject.ts'
import type { FindingKey, LifeId, SourceId } from './ids.ts'
import type { Axis, TimeRange } from './time.ts'

/** The screens. `home` and `help` are shown without a case, too. */
export const VIEW_NAMES = [
  'home',
  'overview',
  'sources',
  'gcCycles',
  'memory',
  'goroutines',
  'series',
  'scheduler',
  'profile',
  'trace',
  'findings',
  'annotations',
  'report',
  'help',
] as const
export type ViewName = (typeof VIEW_NAMES)[number]

/** The screens of a case, in the order of the rail. */
export type CaseViewName = Exclude<ViewName, 'home' | 'help'>
export const CASE_VIEW_NAMES = VIEW_NAMES.filter((name): name is CaseViewName => name !== 'home' && name !== 'help')

/**
 * Something a view selects that has no field of its own below: a goroutine, a range of a trace, a series of metrics. A kind
 * that this version does not know is carried along and shown by its name, so that links of newer versions still open.
 */
export interface EntityRef {
  /** A word such as `goroutine`, `traceRange`, `series`. */
  kind: string
  /** What the view that made it needs to find it again; opaque to everybody else. */
  id: string
  sourceId?: SourceId
}

/** The two instants people compare, on the wall clock (ms since 1970): baseline and candidate. */
export interface Instants {
  b?: number
  c?: number
}

/** How a view is set up beyond what it shows: an arrangement, an axis, a search text. Names and values are the view's own. */
export type ViewState = Readonly<Record<string, string>>

/** Everything needed to show exactly this view again; evidence links, history and copied links are made of it. */
export interface ViewLink {
  view: ViewName
  range?: TimeRange
  instants?: Instants
  sourceId?: SourceId
  lifeId?: LifeId
  /** A GC cycle's number within lifeId. */
  cycle?: number
  /** A function's name, in the Profile view. */
  functionName?: string
  /** `type/unit` of the profile's column to show. */
  sampleType?: string
  /** Compare against this profile or dump. */
  baseSourceId?: SourceId
  findingKey?: FindingKey
  /** First and last 1-based line to show in the Sources view. */
  lines?: { from: number; to: number }
  /** Topic of the help. */
  helpTopic?: string
  entity?: EntityRef
  state?: ViewState
}

/** The parts of a link that say what a view is about. They are one pane's; range and instants are everybody's. */
export const SUBJECT_FIELDS = [
  'sourceId',
  'lifeId',
  'cycle',
  'functionName',
  'sampleType',
  'baseSourceId',
  'findingKey',
  'lines',
  'entity',
  'helpTopic',
] as const satisfies readonly (keyof ViewLink)[]
export type SubjectField = (typeof SUBJECT_FIELDS)[number]
/** Which of them each view is about. */
export const SUBJECT_OF: Readonly<Record<ViewName, readonly SubjectField[]>> = {
  home: [],
  overview: [],
  sources: ['sourceId', 'lines'],
  gcCycles: ['lifeId', 'cycle', 'entity'],
  memory: ['entity'],
  goroutines: ['sourceId', 'baseSourceId', 'entity'],
  series: ['entity'],
  scheduler: ['lifeId', 'entity'],
  profile: ['sourceId', 'sampleType', 'baseSourceId', 'functionName', 'entity'],
  trace: ['sourceId', 'entity'],
  findings: ['findingKey'],
  annotations: [],
  report: [],
  help: ['helpTopic'],
}

/** Longest text of a link: function names of generic code are long, whole files are not names. */
const MAX_TEXT = 4096
const MAX_STATE = 16
const WORD = /^[A-Za-z][\w-]{0,31}$/

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_TEXT
const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function axisOf(value: unknown): Axis | null {
  if (!isObject(value)) return null
  if (value['kind'] === 'wall') return { kind: 'wall' }
  const lifeId = value['lifeId']
  return value['kind'] === 'life' && isCount(lifeId) ? { kind: 'life', lifeId: lifeId as LifeId } : null
}

function rangeOf(value: unknown): TimeRange | null {
  if (!isObject(value)) return null
  const axis = axisOf(value['axis'])
  const { from, to } = value
  return axis && isNumber(from) && isNumber(to) && from <= to ? { axis, from, to } : null
}

/** An entity, whatever its kind; null where it is none. */
export function entityOf(value: unknown): EntityRef | null {
  if (!isObject(value)) return null
  const { kind, id, sourceId } = value
  if (!isText(kind) || !WORD.test(kind) || !isText(id)) return null
  return { kind, id, ...(isCount(sourceId) && { sourceId: sourceId as SourceId }) }
}

/** The entries of a view's state that can be kept: few, short, with plain names. */
export function viewStateOf(value: unknown): ViewState {
  if (!isObject(value)) return {}
  const kept = Object.entries(value).filter(
    (entry): entry is [string, string] => WORD.test(entry[0]) && isText(entry[1]),
  )
  return Object.fromEntries(kept.slice(0, MAX_STATE))
}

/** Marks of two instants; what is no time is left out. */
export function instantsOf(value: unknown): Instants {
  if (!isObject(value)) return {}
  return { ...(isNumber(value['b']) && { b: value['b'] }), ...(isNumber(value['c']) && { c: value['c'] }) }
}

/** A link that comes from a file or another program: parts that do not parse are left out; null where it names no view. */
export function viewLinkOf(value: unknown): ViewLink | null {
  if (!isObject(value)) return null
  const view = VIEW_NAMES.find((name) => name === value['view'])
  if (view === undefined) return null
  const link: ViewLink = { view }
  const range = rangeOf(value['range'])
  if (range) link.range = range
  const instants = instantsOf(value['instants'])
  if (instants.b !== undefined || instants.c !== undefined) link.instants = instants
  for (const field of ['sourceId', 'baseSourceId', 'lifeId', 'cycle'] as const) {
    const number = value[field]
    if (isCount(number)) Object.assign(link, { [field]: number })
  }
  for (const field of ['functionName', 'sampleType', 'findingKey', 'helpTopic'] as const) {
    const text = value[field]
    if (isText(text)) Object.assign(link, { [field]: text })
  }
  const lines = value['lines']
  if (isObject(lines) && isCount(lines['from']) && isCount(lines['to']))
    link.lines = { from: lines['from'], to: lines['to'] }
  const entity = entityOf(value['entity'])
  if (entity) link.entity = entity
  const state = viewStateOf(value['state'])
  if (Object.keys(state).length > 0) link.state = state
  return link
}
