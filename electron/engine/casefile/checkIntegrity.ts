// The slow questions that opening does not ask: is every page sound, does every hash fit, does the audit chain hold?
import type { Connection } from './connection.ts'
import { withCaseFileErrors } from './errors.ts'
import type { Audit, IntegrityReport, Profiles, SeriesStore, Sources } from './types.ts'

/** Looks at the whole file, source by source, yielding between them. Never throws for what it finds: it reports. */
export async function checkIntegrity(
  { db, path }: Connection,
  { sources, profiles, series, audit }: { sources: Sources; profiles: Profiles; series: SeriesStore; audit: Audit },
  onProgress?: (done: number, total: number) => void,
): Promise<IntegrityReport> {
  const faults: string[] = []
  const collect = (what: string, body: () => string | null): void => {
    try {
      const fault = withCaseFileErrors(path, body)
      if (fault !== null) faults.push(`${what}: ${fault}`)
    } catch (thrown) {
      faults.push(`${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    }
  }
  collect('database', () => {
    const rows = db.pragma('integrity_check(20)') as { integrity_check: string }[]
    const texts = rows.map((row) => row.integrity_check)
    return texts[0] === 'ok' ? null : texts.join('; ')
  })
  collect('references', () => {
    const rows = db.pragma('foreign_key_check') as { table: string }[]
    return rows.length === 0 ? null : `${rows.length} rows refer to nothing (first in ${rows[0]?.table ?? ''})`
  })
  collect('audit chain', () => {
    const { fault } = audit.verify()
    return fault === null ? null : `entry ${fault.sequence}: ${fault.reason}`
  })
  const all = sources.list()
  for (const [index, source] of all.entries()) {
    collect(source.path, () => {
      if (source.kind === 'profile') profiles.columns(source.id)
      series.verify(source.id)
      return source.isReferenceOnly || sources.verify(source.id) ? null : 'the bytes do not fit their SHA-256'
    })
    onProgress?.(index + 1, all.length)
    await new Promise(setImmediate)
  }
  return { isIntact: faults.length === 0, faults, sourcesChecked: all.length }
}
