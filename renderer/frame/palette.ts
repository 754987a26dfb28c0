// What the command palette finds: a query's letters in order, words that start with it first.

export interface PaletteEntry {
  id: string
  title: string
  /** Kind at the right: view, finding, command, source. */
  kind: string
  icon: string
  keys: string | null
  run: () => void
}

export interface PaletteMatch {
  entry: PaletteEntry
  /** Indexes of the title's characters that matched; shown in 600. */
  letters: ReadonlySet<number>
  score: number
}

/** Positions of the query in the title, or null. A substring wins over scattered letters, a word's start over its middle. */
function match(title: string, query: string): { letters: number[]; score: number } | null {
  const text = title.toLowerCase()
  const at = text.indexOf(query)
  if (at >= 0) {
    const startsWord = at === 0 || /[\s/.:-]/.test(text[at - 1] ?? '')
    return { letters: [...query].map((_, index) => at + index), score: (startsWord ? 0 : 10) + at / 100 }
  }
  const letters: number[] = []
  let from = 0
  for (const letter of query) {
    if (letter === ' ') continue
    const found = text.indexOf(letter, from)
    if (found < 0) return null
    letters.push(found)
    from = found + 1
  }
  const spread = (letters.at(-1) ?? 0) - (letters[0] ?? 0)
  return letters.length > 0 && spread < query.length * 2 ? { letters, score: 20 + spread } : null
}

/** Entries that fit, best first; all of them, in their order, without a query. */
export function matchEntries(entries: readonly PaletteEntry[], query: string, most = 50): PaletteMatch[] {
  const asked = query.trim().toLowerCase()
  if (asked === '') return entries.slice(0, most).map((entry) => ({ entry, letters: new Set(), score: 0 }))
  return entries
    .flatMap((entry) => {
      const found = match(entry.title, asked)
      return found ? [{ entry, letters: new Set(found.letters), score: found.score }] : []
    })
    .sort((a, b) => a.score - b.score)
    .slice(0, most)
}
