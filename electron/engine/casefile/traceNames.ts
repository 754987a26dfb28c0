// Texts and functions of execution traces: blocks hold ids of the case's tables, which are shared by all sources.
import type { Connection } from './connection.ts'
import { unpackTraceBlock } from './traceBlocks.ts'

interface FunctionRow {
  id: number
  nameId: number
  fileId: number
}

/** Ids of strings or functions that the traces of the case refer to. */
export function idsOfTraces({ db }: Pick<Connection, 'db'>): (kind: 'strings' | 'functions') => Iterable<number> {
  const blocks = db.prepare<[string], { rows: number; content: Buffer }>(`
    SELECT rows, content FROM trace_blocks JOIN trace_block_contents USING (id) WHERE kind = ?`)
  return function* (kind) {
    for (const { rows, content } of blocks.iterate(kind))
      yield* (unpackTraceBlock(kind, content, rows)?.['id'] ?? []) as Uint32Array
  }
}

/** Reads them back. Ids that are missing give empty texts. */
export function traceNames({ db }: Pick<Connection, 'db'>) {
  const texts = db.prepare<[string], { id: number; text: string }>(
    'SELECT id, text FROM strings WHERE id IN (SELECT value FROM json_each(?))',
  )
  const functions = db.prepare<[string], FunctionRow>(
    'SELECT id, name_id AS nameId, file_id AS fileId FROM functions WHERE id IN (SELECT value FROM json_each(?))',
  )
  return {
    /** The trace's texts, and per function the rows of its name and file in them. */
    read(stringIds: Uint32Array, functionIds: Uint32Array) {
      const byId = new Map(texts.all(JSON.stringify([...stringIds])).map(({ id, text }) => [id, text]))
      const rowOf = new Map<number, number>()
      stringIds.forEach((id, row) => rowOf.set(id, row))
      const functionById = new Map(functions.all(JSON.stringify([...functionIds])).map((row) => [row.id, row]))
      const name = new Uint32Array(functionIds.length)
      const file = new Uint32Array(functionIds.length)
      functionIds.forEach((id, row) => {
        const of = functionById.get(id)
        name[row] = rowOf.get(of?.nameId ?? -1) ?? 0
        file[row] = rowOf.get(of?.fileId ?? -1) ?? 0
      })
      return {
        strings: Array.from(stringIds, (id) => byId.get(id) ?? ''),
        functions: { length: functionIds.length, name, file },
      }
    },
  }
}
