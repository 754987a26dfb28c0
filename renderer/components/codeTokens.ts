// Just enough of Go and shell to colour a remedy: comments, strings, keywords, calls. Pieces are text, never markup.

export interface CodePiece {
  kind: 'plain' | 'keyword' | 'string' | 'comment' | 'call'
  text: string
}

const GO_KEYWORDS =
  'break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import|interface|map|package|range|return|select|struct|switch|type|var|string|byte|int|int64|bool|error|nil|true|false|any'
const PATTERNS: Record<'go' | 'sh', RegExp> = {
  go: new RegExp(
    `(?<comment>//[^\\n]*|/\\*[\\s\\S]*?\\*/)|(?<string>"(?:\\\\.|[^"\\\\\\n])*"|\`[^\`]*\`|'(?:\\\\.|[^'\\\\])+')|(?<keyword>\\b(?:${GO_KEYWORDS})\\b)|(?<call>\\b[A-Za-z_]\\w*(?=\\())`,
    'g',
  ),
  sh: /(?<comment>(?:^|(?<=\s))#[^\n]*)|(?<string>"[^"\n]*"|'[^'\n]*')/g,
}

/** The whole text in order, cut into pieces of one kind. */
export function codePieces(text: string, language: string): CodePiece[] {
  const pattern = language === 'go' || language === 'sh' ? PATTERNS[language] : null
  if (!pattern) return [{ kind: 'plain', text }]
  const pieces: CodePiece[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push({ kind: 'plain', text: text.slice(end, match.index) })
    const kind = Object.entries(match.groups ?? {}).find(([, part]) => part !== undefined)?.[0] ?? 'plain'
    pieces.push({ kind: kind as CodePiece['kind'], text: match[0] })
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push({ kind: 'plain', text: text.slice(end) })
  return pieces
}
