// Stacks of a source into the case's own: functions, frames and stacks are found or added, each once. Within the caller's
// transaction: they are seen with the source only.
import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { FRAME_INLINED } from '../../../shared/records/index.ts'
import type { StackTables } from '../../../shared/records/index.ts'

/** Ids of the case by index within the source. Only what a stack or a site uses is added. */
export interface InternedStacks {
  stackIds: Uint32Array
  frameIds: Uint32Array
}

export function stackInserter(db: Database.Database): (tables: StackTables) => InternedStacks {
  const findString = db.prepare<[string], number>('SELECT id FROM strings WHERE text = ?').pluck()
  const addString = db.prepare<[string]>('INSERT INTO strings (text) VALUES (?)')
  const findFunction = db
    .prepare<[number, number, number], number>(
      'SELECT id FROM functions WHERE name_id = ? AND system_name_id = ? AND file_id = ? AND start_line = 0',
    )
    .pluck()
  const addFunction = db.prepare<[number, number, number]>(
    'INSERT INTO functions (name_id, system_name_id, file_id, start_line) VALUES (?, ?, ?, 0)',
  )
  const findFrame = db
    .prepare<[number, number, number], number>(
      'SELECT id FROM frames WHERE function_id = ? AND line = ? AND is_inlined = ?',
    )
    .pluck()
  const addFrame = db.prepare<[number, number, number]>(
    'INSERT INTO frames (function_id, line, is_inlined) VALUES (?, ?, ?)',
  )
  const findStack = db.prepare<[string], number>('SELECT id FROM stacks WHERE hash = ?').pluck()
  const addStack = db.prepare<[string, number]>('INSERT INTO stacks (hash, depth) VALUES (?, ?)')
  const addStackFrame = db.prepare<[number, number, number]>(
    'INSERT INTO stack_frames (stack_id, depth, frame_id) VALUES (?, ?, ?)',
  )

  return (tables) => {
    const strings = new Map<number, number>()
    const stringId = (index: number): number => {
      let id = strings.get(index)
      if (id === undefined) {
        const text = tables.strings[index] ?? ''
        id = findString.get(text) ?? Number(addString.run(text).lastInsertRowid)
        strings.set(index, id)
      }
      return id
    }
    const functions = new Map<number, number>()
    const functionId = (name: number, file: number): number => {
      const key = name * 2 ** 22 + file
      let id = functions.get(key)
      if (id === undefined) {
        const [nameId, fileId] = [stringId(name), stringId(file)]
        id = findFunction.get(nameId, nameId, fileId) ?? Number(addFunction.run(nameId, nameId, fileId).lastInsertRowid)
        functions.set(key, id)
      }
      return id
    }
    const frameIds = Uint32Array.from(tables.frameFunction, (name, index) => {
      const fn = functionId(name, tables.frameFile[index] ?? 0)
      const line = tables.frameLine[index] ?? 0
      const isInlined = ((tables.frameFlags[index] ?? 0) & FRAME_INLINED) === 0 ? 0 : 1
      return findFrame.get(fn, line, isInlined) ?? Number(addFrame.run(fn, line, isInlined).lastInsertRowid)
    })
    const stackIds = new Uint32Array(tables.stackStart.length - 1)
    for (let stack = 0; stack < stackIds.length; stack++) {
      const frames = Array.from(
        tables.stackFrame.subarray(tables.stackStart[stack], tables.stackStart[stack + 1]),
        (frame) => frameIds[frame] as number,
      )
      const hash = createHash('sha256').update(frames.join()).digest('hex')
      let id = findStack.get(hash)
      if (id === undefined) {
        id = Number(addStack.run(hash, frames.length).lastInsertRowid)
        for (const [depth, frame] of frames.entries()) addStackFrame.run(id, depth, frame)
      }
      stackIds[stack] = id
    }
    return { stackIds, frameIds }
  }
}
