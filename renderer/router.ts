// The address holds the selection: back, forward, reload and a copied link all restore exactly the view that was shown.
import { nextTick, watch } from 'vue'
import { createRouter, createWebHashHistory, type LocationQuery, type Router, type RouterHistory } from 'vue-router'
import type { FindingKey, LifeId, SourceId, ViewLink, ViewName } from '../shared/records/index.ts'
import type { useSelectionStore } from './stores/selection.ts'

const VIEW_NAMES: readonly ViewName[] = [
  'home',
  'overview',
  'sources',
  'gcCycles',
  'profile',
  'findings',
  'report',
  'help',
]

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
  return link
}

/** A router without components of its own: the frame shows the view that the selection names. */
export function createSelectionRouter(history: RouterHistory = createWebHashHistory()): Router {
  return createRouter({
    history,
    routes: [{ path: '/:path(.*)*', component: { render: () => null } }],
  })
}

/** Keeps address and selection the same, whichever changes first. Steps of the selection become entries of the history. */
export function bindSelection(router: Router, selection: ReturnType<typeof useSelectionStore>): () => void {
  let seenSteps = selection.steps
  const same = (a: ViewLink, b: ViewLink): boolean => JSON.stringify(addressOf(a)) === JSON.stringify(addressOf(b))

  const stopWatch = watch(
    () => [selection.link, selection.steps] as const,
    ([link, steps]) => {
      const isStep = steps !== seenSteps
      seenSteps = steps
      const current = router.currentRoute.value
      if (same(link, linkOf(current.path, current.query))) return
      void (isStep ? router.push(addressOf(link)) : router.replace(addressOf(link)))
    },
    { flush: 'post' },
  )
  const stopGuard = router.afterEach(async (to) => {
    const link = linkOf(to.path, to.query)
    if (same(link, selection.link)) return
    selection.restore(link)
    await nextTick()
  })
  return () => {
    stopWatch()
    stopGuard()
  }
}
