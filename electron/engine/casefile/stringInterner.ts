import type Database from 'better-sqlite3'

/** Finds or adds strings and functions of the case, within the caller's transaction. Ids fit 32 bits. */
export function stringInterner(db: Database.Database) {
  const findString = db.prepare<[string], number>('SELECT id FROM strings WHERE text = ?').pluck()
  const addString = db.prepare<[string]>('INSERT INTO strings (text) VALUES (?)')
  const findFunction = db
    .prepare<[number, number, number, number], number>(
      'SELECT id FROM functions WHERE name_id = ? AND system_name_id = ? AND file_id = ? AND start_line = ?',
    )
    .pluck()
  const addFunction = db.prepare<[number, number, number, number]>(
    'INSERT INTO functions (name_id, system_name_id, file_id, start_line) VALUES (?, ?, ?, ?)',
  )
  return {
    strings: (texts: readonly string[]): Uint32Array =>
      Uint32Array.from(texts, (text) => findString.get(text) ?? Number(addString.run(text).lastInsertRowid)),
    /** By ids of its name, system name and file, and its first line. */
    function: (name: number, systemName: number, file: number, startLine: number): number =>
      findFunction.get(name, systemName, file, startLine) ??
      Number(addFunction.run(name, systemName, file, startLine).lastInsertRowid),
  }
}
