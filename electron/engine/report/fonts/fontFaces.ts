// Which font subsets a report needs, and their @font-face rules with the bytes inside.
import type { FontSubset, ReportFonts } from './loadFonts.ts'

type Face = 'regular' | 'bold' | 'mono'

const FAMILIES: Record<Face, { family: string; weight: 400 | 600 }[]> = {
  regular: [
    { family: 'Inter', weight: 400 },
    { family: 'Noto Sans SC', weight: 400 },
  ],
  bold: [
    { family: 'Inter', weight: 600 },
    { family: 'Noto Sans SC', weight: 600 },
  ],
  mono: [
    { family: 'JetBrains Mono', weight: 400 },
    { family: 'Noto Sans SC', weight: 400 },
  ],
}

const BOLD_TAGS = new Set(['h1', 'h2', 'h3', 'h4', 'b'])
const MONO_TAGS = new Set(['code', 'pre'])
const BOLD_CLASS = /(?:^|\s)(?:title|lead|contents-title|level-1|totals)(?:\s|$)/
const VOID_TAGS = new Set(['br', 'wbr', 'meta', 'hr', 'img'])

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' }

/** Characters of each face in the report's own HTML (well formed, because this program wrote it). */
export function charactersByFace(html: string): Record<Face, Set<string>> {
  const found: Record<Face, Set<string>> = { regular: new Set(), bold: new Set(), mono: new Set() }
  const stack: Face[] = []
  for (const [part] of html.matchAll(/<[^<>]*>|[^<]+/g)) {
    if (!part.startsWith('<')) {
      const shown = part.replace(/&(\w+|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
      const face = stack.at(-1) ?? 'regular'
      for (const character of shown) found[face].add(character)
      continue
    }
    if (part.startsWith('</')) {
      stack.pop()
      continue
    }
    const tag = /^<([\w-]+)/.exec(part)?.[1] ?? ''
    if (part.endsWith('/>') || VOID_TAGS.has(tag)) continue
    stack.push(faceOf(tag, part, stack.at(-1) ?? 'regular'))
  }
  return found
}

function faceOf(tag: string, markup: string, outer: Face): Face {
  if (MONO_TAGS.has(tag) || /font-family="[^"]*Mono/.test(markup)) return 'mono'
  if (
    BOLD_TAGS.has(tag) ||
    /font-weight="600"/.test(markup) ||
    BOLD_CLASS.test(/class="([^"]*)"/.exec(markup)?.[1] ?? '')
  )
    return 'bold'
  return outer
}

/** Rules for the subsets that `body` and the plain text of the page margins need. */
export function fontFaces(margins: string, body: string, fonts: ReportFonts): string {
  const found = charactersByFace(body)
  for (const character of margins) found.regular.add(character)
  const chosen = new Set<FontSubset>()
  for (const face of Object.keys(FAMILIES) as Face[])
    for (const subset of neededSubsets(found[face], FAMILIES[face], fonts)) chosen.add(subset)
  return fonts.subsets
    .filter((subset) => chosen.has(subset))
    .map(rule)
    .join('\n')
}

/** For each character the first family that draws it, as the browser chooses; of that family the one subset that has it. */
function neededSubsets(
  characters: ReadonlySet<string>,
  families: readonly { family: string; weight: number }[],
  fonts: ReportFonts,
): FontSubset[] {
  const candidates = families.map(({ family, weight }) =>
    fonts.subsets.filter((subset) => subset.family === family && subset.weight === weight),
  )
  const needed = new Set<FontSubset>()
  for (const character of characters) {
    const code = character.codePointAt(0) ?? 0
    for (const subsets of candidates) {
      const subset = subsets.find(({ ranges }) => ranges.some(([from, to]) => code >= from && code <= to))
      if (!subset) continue
      needed.add(subset)
      break
    }
  }
  return [...needed]
}

function rule(subset: FontSubset): string {
  const bytes = Buffer.from(subset.read()).toString('base64')
  return `@font-face{font-family:'${subset.family}';font-style:normal;font-weight:${subset.weight};src:url(data:font/woff2;base64,${bytes}) format('woff2');unicode-range:${subset.unicodeRange}}`
}
