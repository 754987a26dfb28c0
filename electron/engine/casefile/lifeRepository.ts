import { localText } from '../../../shared/lib/localText.ts'
import type { LifeId, ProcessLife } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import { CaseFileError } from './errors.ts'
import type { Lives } from './types.ts'

interface LifeRow extends ProcessLife {
  pinnedMs: number | null
  sha256: string
  path: string
}

const SELECT = `
  SELECT process_lives.id, source_id AS sourceId, process_lives.ordinal, first_line AS firstLine, last_line AS lastLine, cycles,
    first_cycle AS firstCycle, last_cycle AS lastCycle, missing_cycles AS missingCycles, process_lives.start_ms AS startMs,
    start_error_ms AS startErrorMs, duration_ns AS durationNs, go_versions AS goVersions, life_pins.start_ms AS pinnedMs,
    sha256, path
  FROM process_lives JOIN sources ON sources.id = source_id
  LEFT JOIN life_pins ON life_pins.source_sha256 = sha256 AND life_pins.life_ordinal = process_lives.ordinal`

function toLife({ pinnedMs, sha256: _sha256, path: _path, ...life }: LifeRow): ProcessLife {
  return pinnedMs === null ? life : { ...life, startMs: pinnedMs, startErrorMs: 0 }
}

/** Process lives of all logs, with the user's pins applied. */
export function lifeRepository({ db, path, author, change }: Context): Lives {
  const all = db.prepare<[], LifeRow>(`${SELECT} ORDER BY source_id, process_lives.ordinal`)
  const byId = db.prepare<[LifeId], LifeRow>(`${SELECT} WHERE process_lives.id = ?`)
  const setPin = db.prepare(`
    INSERT INTO life_pins (source_sha256, life_ordinal, start_ms, author, at_ms) VALUES (@sha256, @ordinal, @startMs, @author, @atMs)
    ON CONFLICT DO UPDATE SET start_ms = excluded.start_ms, author = excluded.author, at_ms = excluded.at_ms`)
  const unpin = db.prepare('DELETE FROM life_pins WHERE source_sha256 = @sha256 AND life_ordinal = @ordinal')

  const existing = (lifeId: LifeId): LifeRow => {
    const row = byId.get(lifeId)
    if (!row)
      throw new CaseFileError('casefile/no-such-life', `The case has no process life ${lifeId}.`, { path, lifeId })
    return row
  }

  return {
    list: () => all.all().map(toLife),
    get: (lifeId) => {
      const row = byId.get(lifeId)
      return row ? toLife(row) : null
    },
    isPinned: (lifeId) => existing(lifeId).pinnedMs !== null,
    pin: (lifeId, startMs) => {
      const { sha256, ordinal, path: sourcePath } = existing(lifeId)
      const what =
        startMs === null
          ? localText(
              `Remove the start time of ${sourcePath}, life ${ordinal}`,
              `移除 ${sourcePath} 第 ${ordinal} 段进程的起始时间`,
            )
          : localText(
              `Set the start time of ${sourcePath}, life ${ordinal}`,
              `设定 ${sourcePath} 第 ${ordinal} 段进程的起始时间`,
            )
      change(
        { subject: 'lives', what, action: 'life.pin', detail: { path: sourcePath, sha256, life: ordinal, startMs } },
        'life_pins',
        { source_sha256: sha256, life_ordinal: ordinal },
        () => {
          if (startMs === null) unpin.run({ sha256, ordinal })
          else setPin.run({ sha256, ordinal, startMs, author: author(), atMs: Date.now() })
        },
      )
    },
  }
}
