// Series of one source while it is read: each name with its labels once, points handed on in batches.
import { counted } from '../../../../shared/lib/counted.ts'
import type { PointBatch, SeriesDefinition } from '../../../../shared/records/index.ts'
import type { ReaderOutput } from '../reader.ts'

/** Series of one source at most; further ones are counted and left out. */
export const MAX_SERIES = 200_000
const BATCH = 16_384
/** What `define` gives for a series beyond the limit. */
export const NO_SERIES = -1

export const seriesKey = (name: string, labels: Readonly<Record<string, string>>): string => {
  let key = name
  for (const [label, value] of Object.entries(labels)) key += `\u0000${label}\u0001${value}`
  return key
}

export class SeriesTable {
  /** Points given on so far. */
  points = 0
  /** Points of series beyond the limit. */
  refused = 0
  readonly definitions: SeriesDefinition[] = []
  private readonly output: ReaderOutput
  private readonly ordinals = new Map<string, number>()
  private readonly batch: PointBatch = {
    length: 0,
    series: new Uint32Array(BATCH),
    at: new Float64Array(BATCH),
    value: new Float64Array(BATCH),
  }

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
    const { batch } = this
    if (batch.length === BATCH) this.flush()
    const index = batch.length++
    batch.series[index] = series
    batch.at[index] = at
    batch.value[index] = value
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
