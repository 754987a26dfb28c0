import { localText } from '../../../shared/lib/localText.ts'
import { seriesLabel } from '../../../shared/records/index.ts'
import type { SeriesThreshold } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { Thresholds } from './types.ts'
import { jsonCell } from './jsonCell.ts'

type Row = Omit<SeriesThreshold, 'labels'> & { labels: string }

/** Thresholds of series: judgement, anchored to names and labels, so that they hold for sources imported later, too. */
export function thresholdRepository({ db, author, change }: Context): Thresholds {
  const all = db.prepare<[], Row>(`
    SELECT series_name AS seriesName, labels_json AS labels, direction, value, note, author, at_ms AS atMs FROM series_thresholds
    ORDER BY series_name, labels_json, direction`)
  const set = db.prepare(`
    INSERT INTO series_thresholds (series_name, labels_json, direction, value, note, author, at_ms)
    VALUES (@seriesName, @labels, @direction, @value, @note, @author, @atMs)
    ON CONFLICT DO UPDATE SET value = excluded.value, note = excluded.note, author = excluded.author, at_ms = excluded.at_ms`)
  const unset = db.prepare(
    'DELETE FROM series_thresholds WHERE series_name = @seriesName AND labels_json = @labels AND direction = @direction',
  )
  return {
    list: () =>
      all.all().map((row) => ({
        ...row,
        labels: jsonCell<Record<string, string>>(
          row.labels,
          'object',
          'series_thresholds',
          'labels_json',
          row.seriesName,
        ),
      })),
    set: ({ seriesName, labels, direction }, given) => {
      const sorted = JSON.stringify(Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))))
      const key = { series_name: seriesName, labels_json: sorted, direction }
      const name = seriesLabel({ name: seriesName, labels })
      change(
        {
          subject: 'limits',
          what:
            given === null
              ? localText(`Remove the threshold of ${name}`, `移除 ${name} 的阈值`)
              : localText(`Set the threshold of ${name}`, `设置 ${name} 的阈值`),
          action: 'series.threshold',
          detail: { seriesName, labels: sorted, direction, value: given?.value ?? null },
        },
        'series_thresholds',
        key,
        () => {
          const named = { seriesName, labels: sorted, direction }
          if (given === null) unset.run(named)
          else set.run({ ...named, ...given, author: author(), atMs: Date.now() })
        },
      )
    },
  }
}
