import type { PointBatch, SeriesDefinition, SourceId } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import { packBlocks } from './seriesBlocks.ts'
import type { PendingPoints } from './seriesBlocks.ts'
import type { ImportSummary, ImportWriter } from './types.ts'

/** Points are held until they make blocks that are worth reading; 20 bytes each in memory. */
const HELD_POINTS = 1 << 20
/** A point in the file, about. */
const POINT_BYTES = 3

interface Figures {
  points: Float64Array
  firstAt: Float64Array
  lastAt: Float64Array
  min: Float64Array
  max: Float64Array
  firstValue: Float64Array
  lastValue: Float64Array
  firstValueAt: Float64Array
  lastValueAt: Float64Array
}

/** Named series: points as blocks, one row per series with figures over its points. */
export function seriesSubject({
  db,
}: Context): (onGrown: () => void) => SubjectWriter & Pick<ImportWriter, 'addPoints' | 'addSeries'> {
  const insertBlock = db.prepare(`
    INSERT INTO series_blocks (source_id, block, first_series, last_series, points)
    VALUES (@sourceId, @block, @firstSeries, @lastSeries, @points)`)
  const insertColumn = db.prepare(`
    INSERT INTO series_columns (source_id, block, name, element, length, codec, sha256, content)
    VALUES (@sourceId, @block, @name, @element, @length, @codec, @sha256, @content)`)
  const insertSeries = db.prepare(`
    INSERT INTO series (source_id, ordinal, name, labels_json, unit, kind, part, canonical, axis, points, first_x, last_x,
      min_value, max_value, first_value, last_value)
    VALUES (@sourceId, @ordinal, @name, @labels, @unit, @kind, @part, @canonical, @axis, @points, @firstAt, @lastAt,
      @min, @max, @firstValue, @lastValue)`)
  const insertHelp = db.prepare(`
    INSERT INTO series_help (source_id, name, help) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`)

  return (onGrown) => {
    let pending: PendingPoints = emptyPoints(0)
    let figures = emptyFigures(0)
    let definitions: readonly SeriesDefinition[] = []
    let blocks = 0
    let isFinishing = false

    const writeBlocks = (sourceId: SourceId): void => {
      for (const { columns, ...block } of packBlocks(pending)) {
        insertBlock.run({ sourceId, block: blocks, ...block })
        for (const name of ['runs', 'at', 'value'] as const)
          insertColumn.run({ sourceId, block: blocks, name, ...columns[name] })
        blocks++
      }
      pending.length = 0
    }

    const writeSeries = (sourceId: SourceId, axis: string): void => {
      definitions.forEach(({ name, labels, unit, kind, part, canonical, help }, ordinal) => {
        const points = figures.points[ordinal] ?? 0
        // A name that was defined and never given a value says nothing.
        if (points === 0) return
        insertSeries.run({
          sourceId,
          ordinal,
          name,
          labels: JSON.stringify(labels),
          unit,
          kind,
          part,
          canonical,
          axis,
          points,
          firstAt: figures.firstAt[ordinal],
          lastAt: figures.lastAt[ordinal],
          min: finite(figures.min[ordinal]),
          max: finite(figures.max[ordinal]),
          firstValue: finite(figures.firstValue[ordinal]),
          lastValue: finite(figures.lastValue[ordinal]),
        })
        if (help !== '') insertHelp.run(sourceId, name, help)
      })
    }

    return {
      addPoints(batch) {
        pending = appended(pending, batch)
        figures = counted(figures, batch)
        onGrown()
      },
      addSeries(added) {
        definitions = added
      },
      // Held back on purpose until there are enough; an import that is asked to write earlier keeps them.
      pendingBytes: () => (pending.length < HELD_POINTS && !isFinishing ? 0 : pending.length * POINT_BYTES),
      writePending(sourceId) {
        if (pending.length >= HELD_POINTS) writeBlocks(sourceId)
      },
      finish(sourceId, summary: ImportSummary) {
        isFinishing = true
        writeBlocks(sourceId)
        const known = figures.points.findLastIndex((points) => points > 0) + 1
        if (known > definitions.length)
          throw new TypeError(`points of series ${known - 1} were added, ${definitions.length} series are defined`)
        writeSeries(sourceId, summary.seriesAxis ?? 'wall')
      },
    }
  }
}

const finite = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value

function emptyPoints(capacity: number): PendingPoints {
  return {
    length: 0,
    series: new Uint32Array(capacity),
    at: new Float64Array(capacity),
    value: new Float64Array(capacity),
  }
}

function appended(target: PendingPoints, batch: PointBatch): PendingPoints {
  const length = target.length + batch.length
  let result = target
  if (length > target.series.length) {
    result = emptyPoints(Math.max(length, target.series.length * 2, 1024))
    for (const name of ['series', 'at', 'value'] as const) result[name].set(target[name].subarray(0, target.length))
  }
  for (const name of ['series', 'at', 'value'] as const)
    result[name].set(batch[name].subarray(0, batch.length), target.length)
  result.length = length
  return result
}

function emptyFigures(capacity: number): Figures {
  const filled = (value: number): Float64Array => new Float64Array(capacity).fill(value)
  return {
    points: filled(0),
    firstAt: filled(Number.POSITIVE_INFINITY),
    lastAt: filled(Number.NEGATIVE_INFINITY),
    min: filled(Number.POSITIVE_INFINITY),
    max: filled(Number.NEGATIVE_INFINITY),
    firstValue: filled(Number.NaN),
    lastValue: filled(Number.NaN),
    firstValueAt: filled(Number.POSITIVE_INFINITY),
    lastValueAt: filled(Number.NEGATIVE_INFINITY),
  }
}

function counted(target: Figures, { length, series, at, value }: PointBatch): Figures {
  let figures = target
  let most = 0
  for (let index = 0; index < length; index++) most = Math.max(most, series[index] as number)
  if (most >= figures.points.length) {
    figures = emptyFigures(Math.max(most + 1, figures.points.length * 2, 256))
    for (const name of Object.keys(target) as (keyof Figures)[]) figures[name].set(target[name])
  }
  for (let index = 0; index < length; index++) {
    const own = series[index] as number
    const time = at[index] as number
    const number = value[index] as number
    figures.points[own] = (figures.points[own] as number) + 1
    if (time < (figures.firstAt[own] as number)) figures.firstAt[own] = time
    if (time > (figures.lastAt[own] as number)) figures.lastAt[own] = time
    if (!Number.isFinite(number)) continue
    if (number < (figures.min[own] as number)) figures.min[own] = number
    if (number > (figures.max[own] as number)) figures.max[own] = number
    if (time < (figures.firstValueAt[own] as number)) {
      figures.firstValueAt[own] = time
      figures.firstValue[own] = number
    }
    if (time >= (figures.lastValueAt[own] as number)) {
      figures.lastValueAt[own] = time
      figures.lastValue[own] = number
    }
  }
  return figures
}
