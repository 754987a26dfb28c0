import type { Connection } from './connection.ts'
import { unpackColumn } from './columnCodec.ts'
import type { PackedColumn } from './columnCodec.ts'
import { idsOfTraces } from './traceNames.ts'

/**
 * Deletes what sources of the case share and none uses any more: with a source its names go, too. From what refers to what is
 * referred to: stacks, frames, functions, strings.
 */
export function stringCollector({ db }: Connection): () => void {
  const unusedStacks = 'NOT IN (SELECT stack_id FROM goroutine_stacks)'
  const stackFrames = db.prepare(`DELETE FROM stack_frames WHERE stack_id ${unusedStacks}`)
  const stacks = db.prepare(`DELETE FROM stacks WHERE id ${unusedStacks}`)
  const frames = db.prepare(`
    DELETE FROM frames WHERE id NOT IN (SELECT frame_id FROM stack_frames) AND id NOT IN (SELECT frame_id FROM goroutine_sites)`)
  const ofProfiles = db.prepare<[string], PackedColumn>(`
    SELECT element, length, codec, sha256, content FROM profile_columns WHERE name = ?`)
  const ofTraces = idsOfTraces({ db })
  const ofFrames = db.prepare<[], number>('SELECT DISTINCT function_id FROM frames').pluck()
  const ofFunctions = db
    .prepare<[], number>(
      'SELECT name_id FROM functions UNION SELECT system_name_id FROM functions UNION SELECT file_id FROM functions',
    )
    .pluck()

  const collect = (table: 'functions' | 'strings', others: Iterable<number>): void => {
    const known = db.prepare<[], number>(`SELECT id FROM ${table}`).pluck().all()
    const keep = new Set<number>(others)
    for (const id of ofTraces(table)) keep.add(id)
    for (const packed of ofProfiles.iterate(table))
      for (const id of (unpackColumn(packed) ?? []) as Uint32Array) keep.add(id)
    const remove = db.prepare<[number]>(`DELETE FROM ${table} WHERE id = ?`)
    for (const id of known) if (!keep.has(id)) remove.run(id)
  }
  return () => {
    stackFrames.run()
    stacks.run()
    frames.run()
    collect('functions', ofFrames.all())
    collect('strings', ofFunctions.all())
  }
}
