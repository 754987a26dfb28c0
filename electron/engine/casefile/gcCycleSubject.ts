import { appendGcCycles, emptyGcCycleColumns } from '../../../shared/records/index.ts'
import type { GcCycleColumns } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import { gcCycleInserter } from './gcCycleRepository.ts'
import type { SubjectWriter } from './importSubjects.ts'
import type { ImportWriter } from './types.ts'

/** A row of gc_cycles, about. */
const CYCLE_BYTES = 120

/** GC cycles of a log, by life, and the lives themselves. */
export function gcCycleSubject({
  db,
}: Context): (onGrown: () => void) => SubjectWriter & Pick<ImportWriter, 'addCycles'> {
  const insertCycles = gcCycleInserter(db)
  const insertLife = db.prepare(`
    INSERT INTO process_lives (source_id, ordinal, first_line, last_line, cycles, first_cycle, last_cycle, missing_cycles,
      start_ms, start_error_ms, duration_ns, go_versions)
    VALUES (@sourceId, @ordinal, @firstLine, @lastLine, @cycles, @firstCycle, @lastCycle, @missingCycles,
      @startMs, @startErrorMs, @durationNs, @goVersions)`)

  return (onGrown) => {
    const lives = new Map<number, { pending: GcCycleColumns; written: number }>()
    let pending = 0

    return {
      addCycles(lifeOrdinal, batch) {
        const life = lives.get(lifeOrdinal) ?? { pending: emptyGcCycleColumns(256), written: 0 }
        lives.set(lifeOrdinal, life)
        life.pending = appendGcCycles(life.pending, batch)
        pending += batch.length
        onGrown()
      },
      pendingBytes: () => pending * CYCLE_BYTES,
      writePending(sourceId) {
        for (const [ordinal, life] of lives) {
          insertCycles(sourceId, ordinal, life.pending, life.written)
          life.written += life.pending.length
          life.pending.length = 0
        }
        pending = 0
      },
      finish(sourceId, summary) {
        const known = new Set(summary.lives.map(({ ordinal }) => ordinal))
        for (const ordinal of lives.keys())
          if (!known.has(ordinal))
            throw new TypeError(`cycles of life ${ordinal} were added, the summary does not know it`)
        for (const life of summary.lives) {
          const written = lives.get(life.ordinal)?.written ?? 0
          if (written !== life.cycles)
            throw new TypeError(`life ${life.ordinal} has ${life.cycles} cycles by the summary, ${written} were added`)
          insertLife.run({ ...life, sourceId })
        }
      },
    }
  }
}
