// The address holds the selection: back, forward, reload and a copied link all restore exactly the view that was shown.
import { nextTick, watch } from 'vue'
import {
  createRouter,
  createWebHashHistory,
  isNavigationFailure,
  NavigationFailureType,
  type LocationQuery,
  type Router,
  type RouterHistory,
} from 'vue-router'
import {
  entityOf,
  instantsOf,
  SUBJECT_FIELDS,
  VIEW_NAMES,
  viewStateOf,
  type FindingKey,
  type LifeId,
  type SourceId,
  type ViewLink,
} from '../shared/records/index.ts'
import { afterPaint } from './composables/yieldToMain.ts'
import type { useSharedSelection } from './stores/selection.ts'
import { useTrailStore } from './stores/trail.ts'

/** Before the name of a view's own setting in an address. */
const STATE = 's.'

/** A link as path and query; `linkOf` reads it back. */
export function addressOf(link: ViewLink): { path: string; query: Record<string, string> } {
  const query: Record<string, string> = {}
  if (link.range) {
    const axis = link.range.axis.kind === 'wall' ? 'wall' : String(link.range.axis.lifeId)
    query['range'] = `${axis},${link.range.from},${link.range.to}`
  }
  if (link.sourceId !== undefined) query['source'] = String(link.sourceId)
  if (link.lifeId !== undefined) query['life'] = String(link.lifeId)
  if (link.cycle !== undefined) query['cycle'] = String(link.cycle)
  if (link.functionName !== undefined) query['function'] = link.functionName
  if (link.sampleType !== undefined) query['sample'] = link.sampleType
  if (link.baseSourceId !== undefined) query['base'] = String(link.baseSourceId)
  if (link.findingKey !== undefined) query['finding'] = link.findingKey
  if (link.helpTopic !== undefined) query['topic'] = link.helpTopic
  if (link.lines) query['lines'] = `${link.lines.from},${link.lines.to}`
  if (link.entity) {
    const { kind, id, sourceId } = link.entity
    query['entity'] = [kind, sourceId ?? '', id].join(':')
  }
  if (link.instants?.b !== undefined) query['b'] = String(link.instants.b)
  if (link.instants?.c !== undefined) query['c'] = String(link.instants.c)
  for (const [name, value] of Object.entries(link.state ?? {})) query[STATE + name] = value
  return { path: `/${link.view}`, query }
}

/** A link from an address; what does not parse is left out, an unknown view is Home. */
export function linkOf(path: string, query: LocationQuery): ViewLink {
  const text = (name: string): string | null => {
    const value = query[name]
    return typeof value === 'string' ? value : null
  }
  const numberOf = (value: string | null | undefined): number | undefined =>
    value == null || value === '' || !Number.isFinite(Number(value)) ? undefined : Number(value)
  const link: ViewLink = { view: VIEW_NAMES.find((name) => `/${name}` === path) ?? 'home' }

  const [axis, from, to] = text('range')?.split(',') ?? []
  const fromMs = numberOf(from)
  const toMs = numberOf(to)
  const lifeOfAxis = numberOf(axis)
  if (fromMs !== undefined && toMs !== undefined && fromMs <= toMs) {
    if (axis === 'wall') link.range = { axis: { kind: 'wall' }, from: fromMs, to: toMs }
    else if (lifeOfAxis !== undefined)
      link.range = { axis: { kind: 'life', lifeId: lifeOfAxis as LifeId }, from: fromMs, to: toMs }
  }
  const sourceId = numberOf(text('source'))
  if (sourceId !== undefined) link.sourceId = sourceId as SourceId
  const lifeId = numberOf(text('life'))
  if (lifeId !== undefined) link.lifeId = lifeId as LifeId
  const cycle = numberOf(text('cycle'))
  if (cycle !== undefined) link.cycle = cycle
  const functionName = text('function')
  if (functionName !== null) link.functionName = functionName
  const sampleType = text('sample')
  if (sampleType !== null) link.sampleType = sampleType
  const base = numberOf(text('base'))
  if (base !== undefined) link.baseSourceId = base as SourceId
  const finding = text('finding')
  if (finding !== null) link.findingKey = finding as FindingKey
  const topic = text('topic')
  if (topic !== null) link.helpTopic = topic
  const [first, last] = text('lines')?.split(',') ?? []
  const firstLine = numberOf(first)
  const lastLine = numberOf(last)
  if (firstLine !== undefined && lastLine !== undefined) link.lines = { from: firstLine, to: lastLine }
  const [, kind, ofSource, id] = /^(\w+):(\d*):([\s\S]*)$/.exec(text('entity') ?? '') ?? []
  const entity = entityOf({ kind, id, sourceId: numberOf(ofSource) })
  if (entity) link.entity = entity
  const instants = instantsOf({ b: numberOf(text('b')), c: numberOf(text('c')) })
  if (Object.keys(instants).length > 0) link.instants = instants
  const settings = Object.entries(query).filter(([name]) => name.startsWith(STATE))
  const state = viewStateOf(Object.fromEntries(settings.map(([name, value]) => [name.slice(STATE.length), value])))
  if (Object.keys(state).length > 0) link.state = state
  return link
}

/** A router without components of its own: the frame shows the view that the selection names. */
export function createSelectionRouter(history: RouterHistory = createWebHashHistory()): Router {
  return createRouter({
    history,
    routes: [{ path: '/:path(.*)*', component: { render: () => null } }],
  })
}

type SharedSelection = ReturnType<typeof useSharedSelection>

/** An entry of the history that was shown this long is a place to come back to; a shorter one was on the way. */
const SETTLED_MS = 1000

/** What makes another place of an address: another view, another subject, another range. Marks and settings do not. */
function placeOf(link: ViewLink): string {
  const subject = SUBJECT_FIELDS.filter((field) => field !== 'lines').map((field) => link[field] ?? null)
  return JSON.stringify([link.view, subject, link.range ?? null])
}
/** A view that finds the first source or life by itself has not gone anywhere. */
function onlyFilledIn(before: ViewLink, after: ViewLink): boolean {
  const filled = { ...after }
  for (const field of ['sourceId', 'lifeId', 'sampleType'] as const)
    if (before[field] === undefined) delete filled[field]
  return placeOf(before) === placeOf(filled)
}

/**
 * Keeps address and selection the same, whichever changes first. Steps of the selection become entries of the history; so does
 * another subject or range, when the one before was looked at for a while: keys held down in a table make one entry, not a hundred.
 * Entries know their pane and their case: one of another case leads Home. `caseNow` says which one is open. The address follows when
 * what was asked for is drawn: writing it takes the browser as long as a small view.
 */
export function bindSelection(
  router: Router,
  selection: SharedSelection,
  caseNow: () => string | null = () => null,
): () => void {
  const trail = useTrailStore()
  let seenSteps = selection.steps
  let shownSince = performance.now()
  /** A navigation that is under way is dropped for the next one, which then must make the entry. */
  let isPushing = false
  /** Addresses of the navigations that began here: the selection is ahead of them, never behind. */
  const own: string[] = []
  const same = (a: ViewLink, b: ViewLink): boolean => JSON.stringify(addressOf(a)) === JSON.stringify(addressOf(b))
  const entry = (): Record<string, unknown> => router.options.history.state
  const shown = (): ViewLink => linkOf(router.currentRoute.value.path, router.currentRoute.value.query)
  const lookAround = (): void => {
    trail.canGoBack = (entry()['back'] ?? null) !== null
    trail.canGoForward = (entry()['forward'] ?? null) !== null
  }

  function follow(): void {
    const { link, steps, paneId: pane } = selection
    const isStep = steps !== seenSteps
    seenSteps = steps
    const before = shown()
    const isSame = same(link, before)
    if (isSame && (pane === null || (entry()['pane'] ?? null) === pane)) return
    const now = performance.now()
    const hasMoved = !isSame && placeOf(before) !== placeOf(link) && !onlyFilledIn(before, link)
    const isPushed = isPushing || isStep || (hasMoved && now - shownSince >= SETTLED_MS)
    if (isStep || hasMoved) shownSince = now
    const to = { ...addressOf(link), state: { pane, case: caseNow() }, force: isSame }
    const { fullPath } = router.resolve(to)
    own.push(fullPath)
    if (isPushed) isPushing = true
    void (isPushed ? router.push(to) : router.replace(to)).then((failure) => {
      own.splice(own.indexOf(fullPath), 1)
      if (isPushed && !isNavigationFailure(failure, NavigationFailureType.cancelled)) isPushing = false
    })
  }
  let isDue = false
  let isStopped = false
  const stopWatch = watch(
    () => [selection.link, selection.steps, selection.paneId] as const,
    async () => {
      if (isDue) return
      isDue = true
      await afterPaint()
      isDue = false
      if (!isStopped) follow()
    },
    { flush: 'post' },
  )
  const stopGuard = router.afterEach(async (to, _from, failure) => {
    lookAround()
    // One that was dropped for the next, or follows the selection, has nothing to say: two of them would chase each other.
    if (isNavigationFailure(failure, NavigationFailureType.cancelled) || own.includes(to.fullPath)) return
    const link = linkOf(to.path, to.query)
    const pane = (entry()['pane'] ?? null) as string | null
    if (same(link, selection.link) && (pane === null || pane === selection.paneId)) return
    shownSince = performance.now()
    const from = (entry()['case'] ?? null) as string | null
    const isForeign = link.view !== 'home' && link.view !== 'help' && from !== null && from !== caseNow()
    selection.restore(isForeign ? { view: 'home' } : link, isForeign ? null : pane)
    await nextTick()
  })
  lookAround()
  return () => {
    isStopped = true
    stopWatch()
    stopGuard()
  }
}
