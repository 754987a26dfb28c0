// A line of a log in pieces: what the reader took (the gc mark, the figures), what came before it, what is foreign.

export interface RawPiece {
  kind: 'prefix' | 'mark' | 'figure' | 'plain' | 'foreign'
  text: string
}

const MARK = /\b(gc \d+) @/
const FIGURES = /(?<![\d.])(?:[\d.]+s(?=[ :])|\d+%|[\d.]+(?:\+[\d./]+)+|\d+(?:->\d+)+|\d+(?= MB goal)|\d+(?= P\b))/g

/** The whole line, in order. */
export function rawPieces(text: string): RawPiece[] {
  const mark = MARK.exec(text)
  if (!mark) return [{ kind: 'foreign', text }]
  const start = mark.index
  const end = start + (mark[1]?.length ?? 0)
  const pieces: RawPiece[] = []
  if (start > 0) pieces.push({ kind: 'prefix', text: text.slice(0, start) })
  pieces.push({ kind: 'mark', text: text.slice(start, end) })
  let at = end
  for (const figure of text.slice(end).matchAll(FIGURES)) {
    const from = end + figure.index
    if (from > at) pieces.push({ kind: 'plain', text: text.slice(at, from) })
    pieces.push({ kind: 'figure', text: figure[0] })
    at = from + figure[0].length
  }
  if (at < text.length) pieces.push({ kind: 'plain', text: text.slice(at) })
  return pieces
}
