// How a person arranged the columns of a table, kept on this computer under the table's name.

export interface ColumnState {
  /** Ids in the order chosen; empty: the table's own. */
  order: string[]
  hidden: string[]
  /** Shown again although hidden at first. */
  shown: string[]
  pinned: string[]
  /** Pixels of columns that were dragged. */
  widths: Record<string, number>
}

const keyOf = (tableId: string): string => `heapcase.table.${tableId}`
export const emptyColumnState = (): ColumnState => ({ order: [], hidden: [], shown: [], pinned: [], widths: {} })

/** What was kept; anything unreadable is as if nothing was. */
export function readColumnState(tableId: string): ColumnState {
  const state = emptyColumnState()
  if (tableId === '') return state
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(tableId)) ?? '{}') as Partial<Record<keyof ColumnState, unknown>>
    for (const list of ['order', 'hidden', 'shown', 'pinned'] as const) state[list] = texts(kept[list])
    if (typeof kept.widths === 'object' && kept.widths !== null)
      for (const [id, width] of Object.entries(kept.widths))
        if (typeof width === 'number' && width > 0 && width < 10_000) state.widths[id] = width
  } catch {
    return emptyColumnState()
  }
  return state
}

export function keepColumnState(tableId: string, state: ColumnState): void {
  if (tableId === '') return
  try {
    const isEmpty = JSON.stringify(state) === JSON.stringify(emptyColumnState())
    if (isEmpty) localStorage.removeItem(keyOf(tableId))
    else localStorage.setItem(keyOf(tableId), JSON.stringify(state))
  } catch {
    // Without storage it lasts as long as the window.
  }
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string').slice(0, 200) : []
