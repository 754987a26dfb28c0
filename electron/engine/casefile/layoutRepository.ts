import { workLayoutOf } from '../../../shared/records/index.ts'
import type { WorkLayout } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import type { Layout } from './types.ts'

/** How the window's panes are arranged: one row, read as carefully as anything that comes with a file. */
export function layoutRepository({ db, write }: Connection): Layout {
  const select = db.prepare<[], string>('SELECT layout_json FROM window_layout WHERE id = 1').pluck()
  const remove = db.prepare('DELETE FROM window_layout')
  const insert = db.prepare('INSERT INTO window_layout (id, layout_json) VALUES (1, ?)')
  return {
    get: () => parsed(select.get()),
    set: (layout) =>
      write(() => {
        remove.run()
        if (layout !== null) insert.run(JSON.stringify(layout))
      }),
  }
}

function parsed(text: string | undefined): WorkLayout | null {
  if (text === undefined) return null
  try {
    return workLayoutOf(JSON.parse(text))
  } catch {
    return null
  }
}
