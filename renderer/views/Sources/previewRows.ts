// The rows of an import preview: the entries as they were found, those of a container under a row of its own.
import type { PreviewEntry } from '../../../shared/records/index.ts'

export type PreviewRow =
  | { kind: 'container'; key: string; path: string; entries: readonly PreviewEntry[] }
  | {
      kind: 'entry'
      key: string
      entry: PreviewEntry
      /** Inside the container, if it lies in one. */ shownPath: string
    }

export function previewRows(entries: readonly PreviewEntry[]): PreviewRow[] {
  const rows: PreviewRow[] = []
  let within: { path: string; entries: PreviewEntry[] } = { path: '', entries: [] }
  for (const entry of entries) {
    const { container, path, file } = entry
    if (container !== null && container === within.path) within.entries.push(entry)
    else {
      within = { path: container ?? '', entries: [entry] }
      if (container !== null) rows.push({ kind: 'container', key: `container ${rows.length}`, ...within })
    }
    const shownPath = container !== null && path.startsWith(`${container}/`) ? path.slice(container.length + 1) : path
    rows.push({ kind: 'entry', key: file, entry, shownPath })
  }
  return rows
}
