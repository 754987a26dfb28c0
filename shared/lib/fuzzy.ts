// Finding by a few letters, as the command palette and the search for functions do it: every word of the query must lie in the text in
// order, and places where people look (starts of words, humps of camelCase, each Chinese character) count more than others.

export interface FuzzyMatch {
  /** Indexes of the characters that matched, ascending. */
  letters: readonly number[]
  /** Higher is better; comparable between texts for one query. */
  score: number
}

const MATCH = 16
const CONSECUTIVE = 12
const TEXT_START = 18
const WORD_START = 16
const HUMP = 12
/** A gap costs this once and less for every further character. */
const GAP = 5
const GAP_EACH = 1
/** Longer texts are cut: nobody looks for the end of a path of 400 characters by its letters. */
const MAX_TEXT = 400
const MAX_QUERY = 64

const SEPARATOR = /[\s/\\.,:;()[\]{}<>*_\-–—·"'“”（）：，。、…]/
const CJK = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]/

/** What matching at this place is worth beside the match itself. */
function placeBonus(text: string, at: number): number {
  if (at === 0) return TEXT_START
  const [before = '', here = ''] = [text[at - 1], text[at]]
  if (SEPARATOR.test(before)) return SEPARATOR.test(here) ? 0 : WORD_START
  if (CJK.test(here) || CJK.test(before)) return HUMP
  const isHump = here !== here.toLowerCase() && before === before.toLowerCase()
  const startsNumber = /\d/.test(here) && !/\d/.test(before)
  return isHump || startsNumber ? HUMP : 0
}

/** Whether the letters lie in the text in order at all: most texts end here. */
function isWithin(lower: string, word: string): boolean {
  let from = 0
  for (const letter of word) {
    const at = lower.indexOf(letter, from)
    if (at < 0) return false
    from = at + letter.length
  }
  return true
}

/** The best way one word lies in a text. Smith and Waterman's table: `best[j]` is the worth of the word so far, ending at j. */
function matchWord(text: string, lower: string, word: string): FuzzyMatch | null {
  if (!isWithin(lower, word)) return null
  const width = lower.length
  let previous = new Float64Array(width).fill(Number.NEGATIVE_INFINITY)
  const cameFrom: Int16Array[] = []
  for (let row = 0; row < word.length; row++) {
    const best = new Float64Array(width).fill(Number.NEGATIVE_INFINITY)
    const from = new Int16Array(width).fill(-1)
    /** The best end of the letters before, as seen from here: it fades with distance. */
    let reach = Number.NEGATIVE_INFINITY
    let reachAt = -1
    for (let at = row; at < width; at++) {
      const ready = at >= 2 ? (previous[at - 2] ?? Number.NEGATIVE_INFINITY) - GAP : Number.NEGATIVE_INFINITY
      reach -= GAP_EACH
      if (ready > reach) [reach, reachAt] = [ready, at - 2]
      if (lower[at] !== word[row]) continue
      const here = MATCH + placeBonus(text, at)
      if (row === 0) {
        best[at] = here
        continue
      }
      const next = (previous[at - 1] ?? Number.NEGATIVE_INFINITY) + CONSECUTIVE
      best[at] = here + Math.max(next, reach)
      from[at] = next >= reach ? at - 1 : reachAt
    }
    cameFrom.push(from)
    previous = best
  }
  let end = -1
  previous.forEach((score, at) => {
    if (score > (previous[end] ?? Number.NEGATIVE_INFINITY)) end = at
  })
  const score = previous[end]
  if (score === undefined || score === Number.NEGATIVE_INFINITY) return null
  const letters: number[] = []
  for (let row = word.length - 1, at = end; row >= 0; row--) {
    letters.unshift(at)
    at = cameFrom[row]?.[at] ?? -1
  }
  return isClose(text, letters) ? { letters, score } : null
}

/** Letters strewn over a text are no match, unless each begins something. */
function isClose(text: string, letters: readonly number[]): boolean {
  const spread = (letters.at(-1) ?? 0) - (letters[0] ?? 0) + 1
  return (
    spread <= letters.length * 2 ||
    letters.every((at, index) => letters[index - 1] === at - 1 || placeBonus(text, at) > 0)
  )
}

/** How a query lies in a text, or null. Words of the query may come in any order; case does not count. */
export function fuzzyMatch(text: string, query: string): FuzzyMatch | null {
  const shown = text.slice(0, MAX_TEXT)
  // Letter by letter: lower case of a whole text may be longer than the text.
  const lower = Array.from({ length: shown.length }, (_, at) => (shown[at] ?? '').toLowerCase()[0] ?? ' ').join('')
  const words = query.slice(0, MAX_QUERY).toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return null
  const letters = new Set<number>()
  let score = 0
  for (const word of words) {
    const found = matchWord(shown, lower, word)
    if (!found) return null
    for (const letter of found.letters) letters.add(letter)
    score += found.score
  }
  // Of two texts that hold the query alike, the shorter one is what was meant.
  return { letters: [...letters].sort((a, b) => a - b), score: score - shown.length / 20 }
}
