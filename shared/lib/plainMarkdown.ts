// A line of people's Markdown as plain words, for lists, flags and captions that draw no marks. What is none stays: `(*Store).Put`,
// `3 * 4 * 5`, `inuse_space`.

/** What begins a heading, a list, a quote. */
const BLOCK = /^\s*(?:#{1,6}\s+|[-*+]\s+|>\s?|\d{1,9}[.)]\s+)/
const LINK = /!?\[([^[\]]*)\]\([^()]*\)/g
/** An asterisk opens before a word and closes behind one; an underscore within a word does neither (CommonMark, 6.2). */
const EMPHASIS = [
  /(?<![*\\])(\*{1,3})(?![\s*])([^*]+)(?<![\s([{])\1(?!\*)/gu,
  /(?<![\p{L}\p{N}_\\])(_{1,3})(?![\s_])((?:[^_]|_(?=[\p{L}\p{N}]))+)(?<![\s([{])\1(?![\p{L}\p{N}_])/gu,
  /(?<!~)(~~)(?![\s~])([^~]+)(?<!\s)\1(?!~)/gu,
]
/** Emphasis inside emphasis. */
const MOST_NESTED = 3
/** More of a line is nowhere shown. */
const MOST_CHARACTERS = 2000

export function plainLine(line: string): string {
  const text = line.slice(0, MOST_CHARACTERS).replace(BLOCK, '')
  // Every second part is code, which is taken as it stands.
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? part : withoutMarks(part)))
    .join('')
    .trim()
}

function withoutMarks(text: string): string {
  let plain = text.replaceAll(LINK, '$1')
  for (let depth = 0; depth < MOST_NESTED; depth++) {
    const before = plain
    for (const mark of EMPHASIS) plain = plain.replaceAll(mark, '$2')
    if (plain === before) break
  }
  return plain.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
}
