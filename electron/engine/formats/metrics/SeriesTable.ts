// Series of one source while it is read: each name with its labels once, points handed on in batches.
import { counted } from '../../../../shared/lib/counted.ts'
import type { PointBatch, SeriesDefinition } from '../../../../shared/records/index.ts'
import type { ReaderOutput } from '../reader.ts'

/** Series of one source at most; further ones are counted and left out. */
export const MAX_SERIES = 200_000
/** Points of a batch; room begins smaller, as most texts have few. */
const BATCH = 16_384
const FIRST_ROOM = 256
/** What `define` gives for a series beyond the limit. */
export const NO_SERIES = -1

export const seriesKey = (name: string, labels: Readonly<Record<string, string>>): string => {
  let key = name
  for (const [label, value] of Object.entries(labels)) key += `\u0000${label}\u0001${value}`
  return key
}

const emptyBatch = (room: number): PointBatch => ({
  length: 0,
  series: new Uint32Array(room),
  at: new Float64Array(room),
  value: new Float64Array(room),
})

export class SeriesTable {
  /** Points given on so far. */
  points = 0
  /** Points of series beyond the limit. */
  refused = 0
  readonly definitions: SeriesDefinition[] = []
  private readonly output: ReaderOutput
  private readonly ordinals = new Map<string, number>()
  private batch = emptyBatch(FIRST_ROOM)

  constructor(output: ReaderOutput) {
    this.output = output
  }

  /** Ordinal of a series, made where it is new; NO_SERIES beyond the limit. Labels come in the order of their names. */
  define(definition: SeriesDefinition): number {
    const key = seriesKey(definition.name, definition.labels)
    const known = this.ordinals.get(key)
    if (known !== undefined) return known
    if (this.definitions.length >= MAX_SERIES) return NO_SERIES
    const ordinal = this.definitions.length
    this.ordinals.set(key, ordinal)
    this.definitions.push(definition)
    return ordinal
  }

  add(series: number, at: number, value: number): void {
    if (series === NO_SERIES) {
      this.refused++
      return
    }
    if (this.batch.length === this.batch.at.length) this.makeRoom()
    const { batch } = this
    const index = batch.length++
    batch.series[index] = series
    batch.at[index] = at
    batch.value[index] = value
  }

  private makeRoom(): void {
    const { batch } = this
    if (batch.length === BATCH) {
      this.flush()
      return
    }
    const larger = emptyBatch(Math.min(BATCH, batch.length * 4))
    larger.series.set(batch.series)
    larger.at.set(batch.at)
    larger.value.set(batch.value)
    larger.length = batch.length
    this.batch = larger
  }

  /** The last points, then what the series are. */
  finish(): void {
    this.flush()
    this.output.series?.(this.definitions)
    if (this.refused > 0)
      this.output.issue({
        severity: 'dataLoss',
        code: 'metrics/too-many-series',
        message: `The source has more than ${MAX_SERIES} different series; ${counted(this.refused, 'point of further ones was', 'points of further ones were')} left out.`,
        at: {},
        count: this.refused,
      })
  }

  private flush(): void {
    const { batch } = this
    if (batch.length === 0) return
    this.points += batch.length
    this.output.points?.(batch)
    batch.length = 0
  }
}
