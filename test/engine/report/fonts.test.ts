import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildReport, loadFonts, reportHtml } from '../../../electron/engine/report/index.ts'
import { charactersByFace, fontFaces } from '../../../electron/engine/report/fonts/fontFaces.ts'
import { parseRanges } from '../../../electron/engine/report/fonts/loadFonts.ts'
import { builtInput } from './support.ts'

const fonts = loadFonts()

interface Rule {
  family: string
  weight: string
  ranges: (readonly [number, number])[]
}

function rulesOf(css: string): Rule[] {
  return Array.from(css.matchAll(/@font-face\{[^}]*\}/g), ([block]) => ({
    family: /font-family:'([^']*)'/.exec(block)?.[1] ?? '',
    weight: /font-weight:(\d+)/.exec(block)?.[1] ?? '',
    ranges: parseRanges(/unicode-range:([^}]*)/.exec(block)?.[1] ?? ''),
  }))
}

const draws = (rules: readonly Rule[], character: string, families: readonly string[], weight: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  return rules.some(
    (rule) =>
      families.includes(rule.family) &&
      rule.weight === weight &&
      rule.ranges.some(([from, to]) => code >= from && code <= to),
  )
}

const CHAINS = [
  ['regular', ['Inter', 'Noto Sans SC'], '400'],
  ['bold', ['Inter', 'Noto Sans SC'], '600'],
  ['mono', ['JetBrains Mono', 'Noto Sans SC'], '400'],
] as const

describe('fonts of a report', () => {
  it('reads range lists, single code points and wildcards', () => {
    expect(parseRanges('U+4??, U+20-7E,U+2212')).toEqual([
      [0x20, 0x7e],
      [0x400, 0x4ff],
      [0x2212, 0x2212],
    ])
  })

  it.each(['en', 'zh-CN'] as const)('draw every character that is printed (%s)', (language) => {
    const html = reportHtml(buildReport(builtInput(language)), fonts)
    const rules = rulesOf(html)
    const found = charactersByFace(html.slice(html.indexOf('<body>')))
    for (const [face, families, weight] of CHAINS)
      expect(
        [...found[face]].filter((character) => character > ' ' && !draws(rules, character, families, weight)),
      ).toEqual([])
  })

  it('are only the subsets the text needs', () => {
    const english = rulesOf(fontFaces('', '<p>Live heap <b>grows</b></p>', fonts))
    expect(english.map(({ family, weight }) => `${family} ${weight}`)).toEqual(['Inter 400', 'Inter 600'])
    const chinese = rulesOf(fontFaces('', '<p>存活堆</p><pre><code>go</code></pre>', fonts))
    expect(new Set(chinese.map(({ family, weight }) => `${family} ${weight}`))).toEqual(
      new Set(['Noto Sans SC 400', 'JetBrains Mono 400']),
    )
    expect(chinese.length).toBeLessThan(6)
  })

  it('are told apart by the element the text stands in', () => {
    const found = charactersByFace(
      '<h2>甲</h2><p>乙<code>丙</code></p><tbody class="has-totals"><td>丁</td></tbody><svg><text font-weight="600">戊</text></svg>',
    )
    expect(Object.entries(found).map(([face, characters]) => `${face} ${[...characters].sort().join('')}`)).toEqual([
      'regular 丁乙',
      'bold 戊甲',
      'mono 丙',
    ])
  })

  it('name the folder when they are not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heapcase-fonts-'))
    expect(() => loadFonts(folder)).toThrow(
      expect.objectContaining({ code: 'report/fonts-missing', message: expect.stringContaining(folder) as string }),
    )
  })
})
