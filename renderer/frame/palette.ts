// What the palette finds. Pure: entries and a query in, an ordered list out.
import { fuzzyMatch } from '../../shared/lib/fuzzy.ts'

export type PaletteKind =
  'view' | 'command' | 'finding' | 'source' | 'function' | 'annotation' | 'help' | 'goTo' | 'link'

export interface PaletteEntry {
  /** Kept in the list of recent choices: `command:case.open`, `finding:…`. */
  id: string
  kind: PaletteKind
  title: string
  /** What it is found by beside its title: the title in the other language, its id. */
  alternates: readonly string[]
  icon: string
  /** Keys as people read them, or nothing. */
  shortcut: string
  run: () => void
}

export interface PaletteMatch {
  entry: PaletteEntry
  /** Indexes of the title's characters that matched; shown in 600. */
  letters: ReadonlySet<number>
  /** The alternate that matched where the title did not, with its letters. */
  by: { text: string; letters: ReadonlySet<number> } | null
  score: number
}

export const PALETTE_PREFIXES = { '>': 'command', '@': 'function', '#': 'finding', ':': 'goTo', '?': 'help' } as const
export type PalettePrefix = keyof typeof PALETTE_PREFIXES

/** A Chinese keyboard types these where the Latin one types the prefix. */
const FULL_WIDTH: Record<string, PalettePrefix> = { '》': '>', '＞': '>', '＠': '@', '＃': '#', '：': ':', '？': '?' }

export interface PaletteQuery {
  prefix: PalettePrefix | null
  text: string
}

export function parsePaletteQuery(typed: string): PaletteQuery {
  const first = FULL_WIDTH[typed.trimStart()[0] ?? ''] ?? typed.trimStart()[0] ?? ''
  const prefix = Object.hasOwn(PALETTE_PREFIXES, first) ? (first as PalettePrefix) : null
  return { prefix, text: prefix === null ? typed.trim() : typed.trimStart().slice(1).trim() }
}

/** Entries a prefix leaves; `>` means views, too. */
export function entriesOf(entries: readonly PaletteEntry[], prefix: PalettePrefix | null): readonly PaletteEntry[] {
  if (prefix === null) return entries
  const kind = PALETTE_PREFIXES[prefix]
  return entries.filter((entry) => entry.kind === kind || (kind === 'command' && entry.kind === 'view'))
}

/** An alternate is worth less than the title, which is what people see. */
const ALTERNATE_COST = 12
/** What was chosen lately is likelier to be meant, but not before a clearly better match. */
const RECENT_BONUS = 10

/** Of things that match alike, what is done comes before what is read. */
const KIND_BONUS: Partial<Record<PaletteKind, number>> = { view: 6, command: 6, help: -8 }

function matchEntry(entry: PaletteEntry, query: string): Omit<PaletteMatch, 'entry'> | null {
  const own = fuzzyMatch(entry.title, query)
  const best = entry.alternates
    .flatMap((text) => {
      const match = fuzzyMatch(text, query)
      return match ? [{ text, ...match, score: match.score - ALTERNATE_COST }] : []
    })
    .reduce<{ text: string; letters: readonly number[]; score: number } | null>(
      (a, b) => (a && a.score >= b.score ? a : b),
      null,
    )
  if (own && (!best || own.score >= best.score)) return { letters: new Set(own.letters), by: null, score: own.score }
  return best && { letters: new Set(), by: { text: best.text, letters: new Set(best.letters) }, score: best.score }
}

/** Entries that fit, best first. Without a query: those chosen lately, then all in their order. */
export function matchEntries(
  entries: readonly PaletteEntry[],
  query: string,
  recent: readonly string[] = [],
  most = 50,
): PaletteMatch[] {
  const asked = query.trim()
  const rank = new Map(recent.map((id, index) => [id, index]))
  if (asked === '') {
    const rankOf = ({ id }: PaletteEntry): number => rank.get(id) ?? recent.length
    return entries
      .toSorted((a, b) => rankOf(a) - rankOf(b))
      .slice(0, most)
      .map((entry) => ({ entry, letters: new Set(), by: null, score: 0 }))
  }
  return entries
    .flatMap((entry) => {
      const match = matchEntry(entry, asked)
      const bonus = (KIND_BONUS[entry.kind] ?? 0) + (rank.has(entry.id) ? RECENT_BONUS : 0)
      return match ? [{ entry, ...match, score: match.score + bonus }] : []
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
}

/** A text in pieces, matched letters apart. */
export function pieces(text: string, letters: ReadonlySet<number>): { text: string; isMatch: boolean }[] {
  const result: { text: string; isMatch: boolean }[] = []
  for (let index = 0; index < text.length; index++) {
    const isMatch = letters.has(index)
    const last = result.at(-1)
    if (last && last.isMatch === isMatch) last.text += text[index]
    else result.push({ text: text[index] ?? '', isMatch })
  }
  return result
}
