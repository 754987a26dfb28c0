// Puts what the sources of a case say of memory together by process: statistics, listings of mappings, GC cycles and heap
// profiles of one folder (below the folder that all sources share), and of one target where a scrape has several.
import type {
  CanonicalName,
  ContainerState,
  OomEvent,
  SeriesPoints,
  SeriesSummary,
  SeriesThreshold,
  Source,
  SourceId,
} from '../../../shared/records/index.ts'
import type { FigureSeries, GroupLife, GroupProfile, Listing, MemoryGroup } from '../analysis/index.ts'
import type { OsMemory, SeriesStore, Thresholds } from '../casefile/types.ts'
import type { LifeFacts, ProfileFacts } from '../findings/index.ts'

export interface MemoryModel {
  groups: MemoryGroup[]
  oomEvents: OomEvent[]
  containers: ContainerState[]
  thresholds: SeriesThreshold[]
}

/** What of a case file is looked at. */
export interface MemoryTables {
  series: Pick<SeriesStore, 'canonical' | 'pointsOf'>
  osMemory: OsMemory
  thresholds: Pick<Thresholds, 'list'>
}

/** Labels that tell one process of a scrape from another, the first that is there. */
const IDENTITY_LABELS = ['pod', 'pod_name', 'kubernetes_pod_name', 'container_label_io_kubernetes_pod_name', 'instance']
const CONTAINER_LABELS = ['container', 'container_name']
/** A cluster's scrape has thousands of targets; these are looked at, most points first. */
const MAX_GROUPS = 200

interface Draft {
  folder: string
  identity: string
  figures: Map<CanonicalName, FigureSeries[]>
  listings: Listing[]
  lives: GroupLife[]
  heapProfiles: GroupProfile[]
  points: number
  from: number
  to: number
}

/** Everything of the case about memory. Points and mappings are read when a figure is asked for. */
export function memoryModel(
  tables: MemoryTables,
  sources: readonly Source[],
  lives: readonly LifeFacts[],
  profiles: readonly ProfileFacts[],
): MemoryModel {
  const oomEvents = tables.osMemory.oomEvents()
  const containers = tables.osMemory.containers()
  const builder = new GroupBuilder(tables, sources)
  builder.addSeries(tables.series.canonical())
  builder.addListings()
  builder.addOomEvents(oomEvents)
  builder.addContainers(containers)
  builder.addLives(lives)
  builder.addProfiles(profiles)
  return { groups: builder.finish(), oomEvents, containers, thresholds: tables.thresholds.list() }
}

class GroupBuilder {
  private readonly tables: MemoryTables
  private readonly byId: Map<SourceId, Source>
  private readonly shared: string
  private readonly drafts = new Map<string, Draft>()

  constructor(tables: MemoryTables, sources: readonly Source[]) {
    this.tables = tables
    this.byId = new Map(sources.map((source) => [source.id, source]))
    this.shared = sharedFolder(sources.map(({ path }) => path))
  }

  addSeries(all: readonly SeriesSummary[]): void {
    const bySource = Map.groupBy(
      all.filter(({ axis }) => axis === 'wall'),
      ({ sourceId }) => sourceId,
    )
    for (const [sourceId, series] of bySource) {
      const source = this.byId.get(sourceId)
      if (!source) continue
      const byIdentity = Map.groupBy(series, ({ labels }) => identityOf(labels))
      for (const [identity, own] of byIdentity) {
        const draft = this.draft(source, identity)
        const points = lazily(() =>
          this.tables.series.pointsOf(
            sourceId,
            own.map(({ ordinal }) => ordinal),
          ),
        )
        for (const summary of own) {
          this.addFigure(
            draft,
            summary.canonical,
            lazySeries(source, summary, () => points().get(summary.ordinal)),
          )
          draft.points += summary.points
          cover(draft, summary.first, summary.last)
        }
      }
    }
  }

  addListings(): void {
    for (const { sourceId, ordinal, kind, atMs } of this.tables.osMemory.snapshots()) {
      const source = this.byId.get(sourceId)
      if (!source || atMs === null) continue
      const draft = this.draft(source)
      const regions = lazily(() => this.tables.osMemory.regions(sourceId, ordinal))
      draft.listings.push({ sourceId, path: source.path, ordinal, kind, atMs, regions })
      cover(draft, atMs, atMs)
    }
  }

  /** What the kernel says at a kill is a sample of the container and of the process, too. */
  addOomEvents(events: readonly OomEvent[]): void {
    for (const { sourceId, atMs, errorMs, usage, limit, rssAnon, rssFile, rssShmem } of events) {
      const source = this.byId.get(sourceId)
      if (!source || atMs === null) continue
      const draft = this.draft(source)
      const add = (name: CanonicalName, counter: string, value: number | null): void => {
        if (value !== null) this.addFigure(draft, name, oneValue(source, counter, atMs, value, errorMs ?? 0))
      }
      add('cgroup.usage', 'memory: usage', usage)
      add('cgroup.limit', 'memory: limit', limit)
      add(
        'process.rss',
        'anon-rss + file-rss + shmem-rss',
        rssAnon === null ? null : rssAnon + (rssFile ?? 0) + (rssShmem ?? 0),
      )
      add('process.rss.anon', 'anon-rss', rssAnon)
      cover(draft, atMs, atMs)
    }
  }

  addContainers(containers: readonly ContainerState[]): void {
    for (const { sourceId, isInit, memoryLimit, lastFinishedMs, startedMs } of containers) {
      const source = this.byId.get(sourceId)
      const atMs = lastFinishedMs ?? startedMs
      if (!source || isInit || memoryLimit === null || atMs === null) continue
      this.addFigure(
        this.draft(source),
        'cgroup.limit',
        oneValue(source, 'resources.limits.memory', atMs, memoryLimit, 1000),
      )
    }
  }

  addLives(lives: readonly LifeFacts[]): void {
    for (const facts of lives) {
      const { life, source } = facts
      if (life.axis.kind !== 'wall') continue
      const draft = this.draft(source)
      draft.lives.push({
        life,
        get cycles() {
          return facts.cycles
        },
      })
      cover(draft, life.range.from, life.range.to)
    }
  }

  addProfiles(profiles: readonly ProfileFacts[]): void {
    for (const { source, summary, columns } of profiles) {
      const atMs = source.placement?.startMs
      if (atMs === undefined || (summary.type !== 'heap' && summary.type !== 'allocs')) continue
      this.draft(source).heapProfiles.push({ sourceId: source.id, path: source.path, atMs, summary, columns })
    }
  }

  finish(): MemoryGroup[] {
    const merged = joinedByProcess([...this.drafts.values()])
    return merged
      .filter(({ figures, listings }) => figures.size > 0 || listings.length > 0)
      .sort((a, b) => b.points - a.points)
      .slice(0, MAX_GROUPS)
      .sort((a, b) => a.from - b.from || (a.folder < b.folder ? -1 : 1))
      .map(({ folder, identity, figures, listings, lives, heapProfiles, from, to }) => ({
        id: `${folder}|${identity}`,
        name: [folder, identity].filter(Boolean).join(' '),
        fromMs: from,
        toMs: to,
        figures,
        listings: listings.sort((a, b) => a.atMs - b.atMs),
        lives,
        heapProfiles: heapProfiles.sort((a, b) => a.atMs - b.atMs),
      }))
  }

  private addFigure(draft: Draft, name: CanonicalName | null, series: FigureSeries): void {
    if (name === null) return
    const known = draft.figures.get(name)
    if (known) known.push(series)
    else draft.figures.set(name, [series])
  }

  private draft({ path }: Source, identity = ''): Draft {
    const folder = folderOf(path, this.shared)
    const key = `${folder}|${identity}`
    let draft = this.drafts.get(key)
    if (!draft) {
      draft = {
        folder,
        identity,
        figures: new Map(),
        listings: [],
        lives: [],
        heapProfiles: [],
        points: 0,
        from: Number.POSITIVE_INFINITY,
        to: Number.NEGATIVE_INFINITY,
      }
      this.drafts.set(key, draft)
    }
    return draft
  }
}

function cover(draft: Draft, from: number, to: number): void {
  if (from < draft.from) draft.from = from
  if (to > draft.to) draft.to = to
}

/**
 * Drafts that are of one process: the targets of a folder where there is only one, and whatever says nothing of a Go runtime
 * where only one draft does (a kernel log or a folder of /proc beside the program's own captures).
 */
function joinedByProcess(drafts: readonly Draft[]): Draft[] {
  const byFolder = [...Map.groupBy(drafts, ({ folder }) => folder).values()].flatMap((own) => {
    const named = own.filter(({ identity }) => identity !== '')
    return named.length === 1 ? [own.reduce(joinedDrafts)] : own
  })
  const isGo = ({ figures, lives }: Draft): boolean => figures.has('go.total') || lives.length > 0
  const [go, ...moreGo] = byFolder.filter(isGo)
  if (!go || moreGo.length > 0) return byFolder
  const others = byFolder.filter((draft) => draft !== go && draft.identity === '')
  return [others.reduce(joinedDrafts, go), ...byFolder.filter((draft) => draft !== go && draft.identity !== '')]
}

function joinedDrafts(into: Draft, other: Draft): Draft {
  for (const [name, series] of other.figures) into.figures.set(name, [...(into.figures.get(name) ?? []), ...series])
  into.listings.push(...other.listings)
  into.lives.push(...other.lives)
  into.heapProfiles.push(...other.heapProfiles)
  into.points += other.points
  if (into.identity === '') into.identity = other.identity
  cover(into, other.from, other.to)
  return into
}

function identityOf(labels: Readonly<Record<string, string>>): string {
  const target = IDENTITY_LABELS.map((name) => labels[name]).find((value) => value !== undefined && value !== '')
  const container = CONTAINER_LABELS.map((name) => labels[name]).find((value) => value !== undefined && value !== '')
  return [target, container].filter(Boolean).join('/')
}

function sharedFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => path.split('/').slice(0, -1))
  const [first = []] = folders
  let depth = 0
  while (depth < first.length && folders.every((folder) => folder[depth] === first[depth])) depth++
  return first.slice(0, depth).join('/')
}

/** The first folder below the shared one; '' for files that lie in it. */
function folderOf(path: string, shared: string): string {
  const rest = shared === '' ? path : path.slice(shared.length + 1)
  const at = rest.indexOf('/')
  return at < 0 ? '' : rest.slice(0, at)
}

function lazily<T>(load: () => T): () => T {
  let loaded: { value: T } | null = null
  return () => (loaded ??= { value: load() }).value
}

const NO_POINTS: SeriesPoints = { at: new Float64Array(0), value: new Float64Array(0) }

function lazySeries(source: Source, summary: SeriesSummary, points: () => SeriesPoints | undefined): FigureSeries {
  return {
    sourceId: source.id,
    path: source.path,
    name: summary.name.replace(/^(?:memstats|cgroup)\./, ''),
    labels: summary.labels,
    timeErrorMs: source.placement?.errorMs ?? 0,
    basis: source.placement?.basis ?? null,
    get at() {
      return (points() ?? NO_POINTS).at
    },
    get value() {
      return (points() ?? NO_POINTS).value
    },
  }
}

const oneValue = (source: Source, name: string, atMs: number, value: number, timeErrorMs: number): FigureSeries => ({
  sourceId: source.id,
  path: source.path,
  name,
  labels: {},
  timeErrorMs,
  basis: 'inData',
  at: Float64Array.of(atMs),
  value: Float64Array.of(value),
})
