// Statistics and system memory as a case file would give them, from what readers gave: for rules and analysis without a file.
import type { ReaderOutput, ReadSummary } from '../../electron/engine/formats/index.ts'
import type { MemoryTables } from '../../electron/engine/jobs/memoryModel.ts'
import type {
  ContainerState,
  MemoryRegion,
  OomEvent,
  RegionSnapshot,
  SeriesDefinition,
  SeriesPoints,
  SeriesSummary,
  SourceId,
} from '../../shared/records/index.ts'

type Output = Required<
  Pick<ReaderOutput, 'points' | 'series' | 'regions' | 'regionSnapshots' | 'oomEvent' | 'containerState'>
>

export class MemoryTablesBuilder {
  private readonly summaries: SeriesSummary[] = []
  private readonly points = new Map<string, SeriesPoints>()
  private readonly listings: (RegionSnapshot & { sourceId: SourceId })[] = []
  private readonly regions = new Map<string, MemoryRegion[]>()
  private readonly events: OomEvent[] = []
  private readonly states: ContainerState[] = []

  /** Where the reader of a source puts its records, and what to call with its summary. */
  source(sourceId: SourceId): { output: Output; finish: (summary: Pick<ReadSummary, 'seriesAxis'>) => void } {
    let definitions: readonly SeriesDefinition[] = []
    const points: { at: number; value: number }[][] = []
    return {
      output: {
        points: ({ length, series, at, value }) => {
          for (let index = 0; index < length; index++)
            (points[series[index] as number] ??= []).push({ at: at[index] as number, value: value[index] as number })
        },
        series: (all) => {
          definitions = all
        },
        regions: (snapshot, own) => {
          const key = `${sourceId} ${snapshot}`
          this.regions.set(key, [...(this.regions.get(key) ?? []), ...own])
        },
        regionSnapshots: (all) => {
          this.listings.push(...all.map((one) => ({ ...one, sourceId })))
        },
        oomEvent: (event) => this.events.push({ ...event, sourceId }),
        containerState: (state) => this.states.push({ ...state, sourceId }),
      },
      finish: ({ seriesAxis }) =>
        definitions.forEach((definition, ordinal) => {
          const own = (points[ordinal] ?? []).sort((a, b) => a.at - b.at)
          const [first, last] = [own[0], own.at(-1)]
          if (!first || !last) return
          const numbers = own.map(({ value }) => value).filter(Number.isFinite)
          this.points.set(`${sourceId} ${ordinal}`, {
            at: Float64Array.from(own, ({ at }) => at),
            value: Float64Array.from(own, ({ value }) => value),
          })
          this.summaries.push({
            ...definition,
            sourceId,
            ordinal,
            axis: seriesAxis ?? 'wall',
            points: own.length,
            first: first.at,
            last: last.at,
            min: numbers.length === 0 ? null : Math.min(...numbers),
            max: numbers.length === 0 ? null : Math.max(...numbers),
            firstValue: numbers[0] ?? null,
            lastValue: numbers.at(-1) ?? null,
          })
        }),
    }
  }

  tables(): MemoryTables {
    return {
      series: {
        canonical: () => this.summaries.filter(({ canonical }) => canonical !== null),
        pointsOf: (sourceId, ordinals) =>
          new Map(
            ordinals.flatMap((ordinal): [number, SeriesPoints][] => {
              const own = this.points.get(`${sourceId} ${ordinal}`)
              return own ? [[ordinal, own]] : []
            }),
          ),
      },
      osMemory: {
        snapshots: () => this.listings,
        regions: (sourceId, snapshot) => this.regions.get(`${sourceId} ${snapshot}`) ?? [],
        oomEvents: () => this.events,
        containers: () => this.states,
      },
      thresholds: { list: () => [] },
    }
  }
}
