// What a window may say, checked where it enters: one schema per call. A call without a schema does not compile, and a name
// without one is refused.
import * as v from 'valibot'
import type { AppCallName, AppParams } from '../../shared/contract/appCalls.ts'
import type { CaseCallName, CaseParams } from '../../shared/contract/caseCalls.ts'
import type { WindowCall } from '../../shared/contract/messages.ts'
import { CodedError } from '../../shared/lib/result.ts'
import {
  ANNOTATION_COLOURS,
  ENTITY_TYPE,
  ALLOC_KINDS,
  GC_NUMBER_COLUMNS,
  PROSE_SECTIONS,
  REGION_FIGURES,
  REPORT_SECTIONS,
  RUNTIME_TABLE_NAMES,
  SERIES_KINDS,
  SOURCE_KINDS,
} from '../../shared/records/index.ts'
import {
  annotationId,
  asker,
  author,
  bindings,
  caseHandle,
  commandIds,
  count,
  density,
  environment,
  findingKey,
  finite,
  jobId,
  language,
  layout,
  lifeId,
  listing,
  name,
  nothing,
  pageSize,
  path,
  place,
  range,
  recentChoices,
  shownLanguage,
  sourceId,
  text,
  theme,
  tour,
  sortKeys,
} from './schemaParts.ts'
import { TRACE_SCHEMAS } from './traceSchemas.ts'

type Schema<Output> = v.GenericSchema<unknown, Output>

/** As many entries as a preview gives. */
const MAX_PATHS = 20_000
/** Annotations changed at once. */
const MAX_BATCH = 10_000
/** The runtime keeps stacks of at most 1024 frames (GODEBUG=profstackdepth). */
const MAX_FRAMES = 1024
const line = v.pipe(count, v.minValue(1))
const sourceKind = v.picklist(SOURCE_KINDS)
const paths = v.pipe(v.array(place), v.maxLength(MAX_PATHS))

export const APP_SCHEMAS: { readonly [Name in AppCallName]: Schema<AppParams<Name>> } = {
  'app.info': nothing,
  'app.getPreferences': nothing,
  'app.setPreferences': v.partial(
    v.strictObject({
      language: shownLanguage,
      theme,
      density,
      bindings,
      recentChoices,
      author,
      environment,
      tour,
    }),
  ),
  'recent.list': nothing,
  'recent.remove': v.strictObject({ path }),
  'recent.pin': v.strictObject({ path, isPinned: v.boolean() }),
  'case.create': v.strictObject({ path: v.nullable(path) }),
  'case.open': v.strictObject({ path: v.nullable(path), readOnly: v.boolean() }),
  'case.openSample': v.strictObject({ reset: v.boolean() }),
  'case.close': v.strictObject({ handle: caseHandle }),
  'case.initial': nothing,
  'app.ready': nothing,
  'app.disabledCommands': v.strictObject({ ids: commandIds }),
  'case.saveAs': v.strictObject({ handle: caseHandle, path: v.nullable(path) }),
  'dialog.chooseSources': v.strictObject({ folders: v.boolean() }),
  'folder.list': v.strictObject({ path: v.nullable(path) }),
  'import.preview': v.strictObject({ handle: caseHandle, paths, as: v.nullable(sourceKind) }),
  'import.start': v.strictObject({
    handle: caseHandle,
    entries: v.pipe(
      v.array(v.strictObject({ file: place, path, kind: sourceKind })),
      v.nonEmpty(),
      v.maxLength(MAX_PATHS),
    ),
    referenceOnly: v.boolean(),
  }),
  'analysis.start': v.strictObject({ handle: caseHandle }),
  'report.export': v.strictObject({
    handle: caseHandle,
    format: v.picklist(['pdf', 'html', 'markdown'] as const),
    language,
    path: v.nullable(path),
  }),
  'jobs.list': nothing,
  'jobs.cancel': v.strictObject({ id: jobId }),
  'shell.reveal': v.strictObject({ path }),
}

const lifeChart = v.strictObject({
  lifeId,
  range: v.nullable(range),
  maxPoints: v.pipe(count, v.minValue(2), v.maxValue(1_000_000)),
})
const gcSortColumn = v.picklist([...GC_NUMBER_COLUMNS, 'trigger', 'isLeakCheck', 'x', 'pauseNs'] as const)
const topSortColumn = v.picklist(['name', 'file', 'flat', 'cum', 'flatDelta', 'cumDelta'] as const)
const anchor = v.variant('kind', [
  v.strictObject({ kind: v.literal('range'), range }),
  v.strictObject({ kind: v.literal('gcCycle'), lifeId, number: count, range: v.nullable(range) }),
  v.strictObject({ kind: v.literal('function'), name, sourceId: v.nullable(sourceId) }),
  v.strictObject({
    kind: v.literal('stack'),
    frames: v.pipe(v.array(name), v.nonEmpty(), v.maxLength(MAX_FRAMES)),
    sourceId: v.nullable(sourceId),
  }),
  v.strictObject({ kind: v.literal('finding'), key: findingKey }),
  v.strictObject({ kind: v.literal('source'), sourceId }),
  v.pipe(
    v.strictObject({ kind: v.literal('lines'), sourceId, from: line, to: line, range: v.nullable(range) }),
    v.check(({ from, to }) => from <= to, 'lines end after they start'),
  ),
  v.strictObject({
    kind: v.literal('entity'),
    type: v.pipe(v.string(), v.regex(ENTITY_TYPE)),
    key: v.pipe(name, v.nonEmpty()),
    name,
    sourceId: v.nullable(sourceId),
    range: v.nullable(range),
  }),
])
const tag = v.pipe(v.string(), v.nonEmpty(), v.maxLength(100))
const tags = v.pipe(v.array(tag), v.maxLength(100))
const annotationIds = v.pipe(v.array(annotationId), v.nonEmpty(), v.maxLength(MAX_BATCH))
const colour = v.picklist(ANNOTATION_COLOURS)
/** Of a template or one of its items. */
const checklistName = v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9]{0,39}$/))
const prose = v.strictObject(
  Object.fromEntries(PROSE_SECTIONS.map((section) => [section, text])) as Record<
    (typeof PROSE_SECTIONS)[number],
    typeof text
  >,
)

const seriesRef = {
  sourceId,
  ordinal: count,
  mode: v.picklist(['value', 'rate'] as const),
  range: v.nullable(range),
  maxPoints: v.pipe(count, v.minValue(4), v.maxValue(1_000_000)),
}
const labels = v.pipe(
  v.record(name, name),
  v.check((given) => Object.keys(given).length <= 64, 'a series has at most 64 labels'),
)
const groupId = v.nullable(name)

const moment = v.strictObject({ sourceId, dump: v.nullable(count) })
const goroutineView = v.strictObject({ foldRuntime: v.boolean(), byLine: v.boolean() })
const goroutineFilter = v.strictObject({
  search: name,
  status: v.nullable(name),
  label: v.nullable(v.strictObject({ key: name, value: text })),
  creator: v.nullable(name),
  minWaitMinutes: count,
})

export const CASE_SCHEMAS: { readonly [Name in CaseCallName]: Schema<CaseParams<Name>> } = {
  'case.overview': nothing,
  'case.drop': v.strictObject({ asker }),
  'sources.list': nothing,
  'sources.get': v.strictObject({ sourceId }),
  'sources.rawLines': v.strictObject({ sourceId, from: count, count: pageSize }),
  'sources.remove': v.strictObject({ sourceId, reason: text }),
  'sources.pin': v.strictObject({ lifeId, startMs: v.nullable(finite) }),
  'gcCycles.chart': lifeChart,
  'gcCycles.page': v.strictObject({
    lifeId,
    range: v.nullable(range),
    ...listing(gcSortColumn),
    offset: count,
    limit: pageSize,
  }),
  'gcCycles.place': v.strictObject({ lifeId, range: v.nullable(range), number: count, ...listing(gcSortColumn) }),
  'gcCycles.summary': v.strictObject({ lifeId, range: v.nullable(range) }),
  'gcCycles.get': v.strictObject({ lifeId, number: count }),
  'runtime.counts': v.strictObject({ lifeId }),
  'runtime.page': v.strictObject({
    lifeId,
    table: v.picklist(RUNTIME_TABLE_NAMES),
    sort: v.nullable(name),
    descending: v.boolean(),
    offset: count,
    limit: pageSize,
    cycle: v.nullable(count),
    range: v.nullable(range),
  }),
  'scheduler.chart': lifeChart,
  'scheduler.procs': lifeChart,
  'scheduler.snapshot': v.strictObject({ lifeId, line: count }),
  'scheduler.summary': v.strictObject({ lifeId, range: v.nullable(range) }),
  'scavenging.chart': lifeChart,
  'scavenging.summary': v.strictObject({ lifeId }),
  'pacer.chart': lifeChart,
  'profiles.list': nothing,
  'profiles.top': v.strictObject({
    sourceId,
    sampleType: name,
    baseSourceId: v.nullable(sourceId),
    ...listing(topSortColumn),
    offset: count,
    limit: pageSize,
  }),
  'profiles.findFunctions': v.strictObject({ query: name, limit: pageSize }),
  'profiles.withFunction': v.strictObject({ functionName: name }),
  'profiles.lines': v.strictObject({ sourceId, sampleType: name, functionName: name }),
  'profiles.stacks': v.strictObject({ sourceId, sampleType: name, functionName: v.nullable(name), limit: pageSize }),
  'profiles.flame': v.strictObject({ sourceId, sampleType: name, baseSourceId: v.nullable(sourceId) }),
  'profiles.growth': v.strictObject({ seriesId: name, sampleType: name, limit: pageSize }),
  'series.list': v.strictObject({
    search: name,
    sourceId: v.nullable(sourceId),
    kind: v.nullable(v.picklist(SERIES_KINDS)),
    canonicalOnly: v.boolean(),
    withBuckets: v.boolean(),
    offset: count,
    limit: pageSize,
  }),
  'series.data': v.strictObject(seriesRef),
  'series.baseline': v.strictObject({
    ...seriesRef,
    limit: v.nullable(v.pipe(finite, v.minValue(1), v.maxValue(100))),
  }),
  'series.thresholds': nothing,
  'series.setThreshold': v.strictObject({
    seriesName: v.pipe(name, v.nonEmpty()),
    labels,
    direction: v.picklist(['above', 'below'] as const),
    value: v.nullable(finite),
    note: text,
  }),
  'memory.instants': nothing,
  'memory.waterfall': v.strictObject({
    atMs: v.nullable(finite),
    groupId,
    toleranceMs: v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(86_400_000))),
  }),
  'memory.classes': v.strictObject({
    groupId,
    range: v.nullable(range),
    maxPoints: v.pipe(count, v.minValue(2), v.maxValue(1_000_000)),
  }),
  'memory.checks': nothing,
  'memory.listings': nothing,
  'memory.regions': v.strictObject({
    sourceId,
    listing: count,
    sort: v.picklist([...REGION_FIGURES, 'start', 'path', 'regionClass'] as const),
    descending: v.boolean(),
    offset: count,
    limit: pageSize,
  }),
  'memory.oomEvents': nothing,
  'memory.containers': nothing,
  'goroutines.snapshots': nothing,
  'goroutines.groups': v.strictObject({
    moment,
    base: v.nullable(moment),
    view: goroutineView,
    filter: goroutineFilter,
    sort: sortKeys(v.picklist(['goroutines', 'delta', 'wait', 'name'] as const)),
    offset: count,
    limit: pageSize,
  }),
  'goroutines.page': v.strictObject({
    moment,
    view: goroutineView,
    filter: goroutineFilter,
    group: v.nullable(count),
    sort: sortKeys(v.picklist(['id', 'status', 'wait', 'line'] as const)),
    offset: count,
    limit: pageSize,
  }),
  'goroutines.group': v.strictObject({
    moment,
    base: v.nullable(moment),
    view: goroutineView,
    filter: goroutineFilter,
    row: count,
  }),
  'goroutines.get': v.strictObject({
    moment,
    of: v.union([v.strictObject({ id: count }), v.strictObject({ row: count })]),
    foldRuntime: v.boolean(),
  }),
  'goroutines.overTime': v.strictObject({ seriesId: name, view: goroutineView, limit: pageSize }),
  'goroutines.stuck': v.strictObject({ seriesId: name, view: goroutineView, minMinutes: count, limit: pageSize }),
  'goroutines.locks': v.strictObject({ moment, minWaiters: count, limit: pageSize }),
  'goroutines.sites': v.strictObject({ moment, limit: pageSize }),
  'goroutines.labels': v.strictObject({ moment, limit: pageSize }),
  'benchmarks.list': nothing,
  'benchmarks.summaries': v.strictObject({
    sourceId,
    search: name,
    unit: v.nullable(name),
    offset: count,
    limit: pageSize,
  }),
  'benchmarks.results': v.strictObject({ sourceId, name, procs: v.nullable(count), limit: pageSize }),
  'allocEvents.logs': nothing,
  'allocEvents.totals': v.strictObject({ sourceId, maxGoroutines: pageSize }),
  'allocEvents.page': v.strictObject({
    sourceId,
    kind: v.nullable(v.picklist(ALLOC_KINDS)),
    goroutine: v.nullable(count),
    offset: count,
    limit: pageSize,
  }),
  ...TRACE_SCHEMAS,
  'diagnosis.get': nothing,
  'findings.list': nothing,
  'findings.setVerdict': v.strictObject({
    key: findingKey,
    kind: v.picklist(['open', 'confirmed', 'dismissed'] as const),
    reason: text,
  }),
  'findings.setLimit': v.strictObject({ ruleId: name, name, value: v.nullable(finite) }),
  'annotations.list': nothing,
  'annotations.create': v.strictObject({ anchor, text, tags, colour }),
  'annotations.update': v.strictObject({ id: annotationId, text, tags, colour }),
  'annotations.delete': v.strictObject({ id: annotationId }),
  'annotations.detached': nothing,
  'annotations.deleteAll': v.strictObject({ ids: annotationIds }),
  'annotations.retag': v.strictObject({ ids: annotationIds, add: tags, remove: tags }),
  'checklists.list': nothing,
  'checklists.add': v.strictObject({ template: checklistName }),
  'checklists.remove': v.strictObject({ template: checklistName }),
  'checklists.mark': v.strictObject({
    template: checklistName,
    item: checklistName,
    mark: v.nullable(v.picklist(['have', 'cannot'] as const)),
  }),
  'edits.state': nothing,
  'edits.undo': nothing,
  'edits.redo': nothing,
  'report.get': nothing,
  'report.update': v.partial(
    v.strictObject({
      title: name,
      service: name,
      authors: name,
      status: v.picklist(['draft', 'final'] as const),
      handling: name,
      language,
      prose,
      excludedSections: v.pipe(v.array(v.picklist(REPORT_SECTIONS)), v.maxLength(REPORT_SECTIONS.length)),
      excludedFindings: v.pipe(v.array(findingKey), v.maxLength(10_000)),
    }),
  ),
  'report.document': v.strictObject({ language: v.nullable(language) }),
  'audit.list': v.strictObject({ offset: count, limit: pageSize }),
  // Copies are written where the shell's own dialog said; the window asks for them with `case.saveAs`.
  'case.saveCopy': v.strictObject({ path }),
  'settings.get': nothing,
  'settings.update': v.partial(
    v.strictObject({
      author: name,
      zoneOffsetMinutes: v.pipe(v.number(), v.integer(), v.minValue(-16 * 60), v.maxValue(16 * 60)),
    }),
  ),
  'layout.get': nothing,
  'layout.set': v.strictObject({ layout: v.nullable(layout) }),
}

const isKey = <T extends object>(table: T, key: string): key is Extract<keyof T, string> => Object.hasOwn(table, key)

const Envelope = v.variant('to', [
  v.strictObject({ to: v.literal('app'), name, params: v.unknown() }),
  v.strictObject({
    to: v.literal('case'),
    handle: caseHandle,
    name,
    params: v.unknown(),
    asker: v.exactOptional(asker),
  }),
])

/** A call as it came from a window, checked down to its last key. Throws `call/bad-request` with the place that is wrong. */
export function parseCall(raw: unknown): WindowCall {
  const envelope = check(Envelope, raw, 'call')
  if (envelope.to === 'app') {
    if (!isKey(APP_SCHEMAS, envelope.name)) throw unknownCall(envelope.name)
    return {
      to: 'app',
      name: envelope.name,
      params: check<unknown>(APP_SCHEMAS[envelope.name], envelope.params, envelope.name),
    }
  }
  if (!isKey(CASE_SCHEMAS, envelope.name)) throw unknownCall(envelope.name)
  const { handle, asker: of } = envelope
  const params = check<unknown>(CASE_SCHEMAS[envelope.name], envelope.params, envelope.name)
  return { to: 'case', handle, name: envelope.name, params, ...(of !== undefined && { asker: of }) }
}

function check<Output>(schema: Schema<Output>, value: unknown, what: string): Output {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const place = v.getDotPath(issue)
  throw new CodedError('call/bad-request', `${what}${place === null ? '' : ` (${place})`}: ${issue.message}`)
}

const unknownCall = (called: string): CodedError =>
  new CodedError('call/unknown', `There is no call named ${called.slice(0, 80)}.`)
