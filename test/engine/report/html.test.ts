import { Window } from 'happy-dom'
import { describe, expect, it } from 'vitest'
import { buildReport, loadFonts, reportHtml, type ReportFonts } from '../../../electron/engine/report/index.ts'
import { evidenceRuns } from '../../../electron/engine/report/render/evidenceRuns.ts'
import { proseHtml } from '../../../electron/engine/report/render/prose.ts'
import { cssString } from '../../../electron/engine/report/render/style.ts'
import { LANGUAGES } from '../../../shared/lib/localText.ts'
import { HOSTILE_NAMES } from './hostile.ts'
import { PLAIN_NAMES, type Names } from './names.ts'
import { builtInput } from './support.ts'

const NO_FONTS: ReportFonts = { subsets: [] }

const htmlOf = (names: Names, fonts = NO_FONTS): string => reportHtml(buildReport(builtInput('en', names)), fonts)

function parsed(html: string): InstanceType<typeof Window>['document'] {
  const { document } = new Window({ settings: { disableJavaScriptFileLoading: true, disableCSSFileLoading: true } })
  document.write(html)
  return document
}

/** Tags in document order, without the ones that mark where a long name may and may not break. */
const skeleton = (html: string): string[] =>
  Array.from(parsed(html).querySelectorAll('*'))
    .filter((part) => part.tagName !== 'WBR' && part.className !== 'nowrap')
    .map(({ tagName }) => tagName)

describe('reportHtml', () => {
  it('gives the same elements for hostile names as for plain ones', () => {
    const plainProse = { ...HOSTILE_NAMES, prose: PLAIN_NAMES.prose }
    expect(skeleton(htmlOf(plainProse))).toEqual(skeleton(htmlOf(PLAIN_NAMES)))
  })

  it('shows hostile names as the text they are', () => {
    const text = parsed(htmlOf(HOSTILE_NAMES)).body.textContent
    expect(text).toContain(HOSTILE_NAMES.log)
    expect(text).toContain(HOSTILE_NAMES.leafFunction)
    expect(text).toContain(HOSTILE_NAMES.author)
  })

  it('has no elements that run or fetch, no event handlers, and no links but to itself, the web and mail', () => {
    const document = parsed(htmlOf(HOSTILE_NAMES))
    const elements = Array.from(document.querySelectorAll('*'))
    expect(
      elements
        .map(({ tagName }) => tagName.toLowerCase())
        .filter((tag) =>
          /^(script|img|iframe|object|embed|link|form|base|video|audio|image|use|foreignobject|animate|set)$/.test(tag),
        ),
    ).toEqual([])
    const attributes = elements.flatMap((element) =>
      Array.from(element.attributes, ({ name, value }) => ({ name, value })),
    )
    expect(attributes.filter(({ name }) => /^(on|style$|src|action|formaction|xlink)/i.test(name))).toEqual([])
    const hrefs = attributes.filter(({ name }) => name === 'href').map(({ value }) => value ?? '')
    expect(hrefs.filter((href) => !/^(#[\w-]+|https?:\/\/|mailto:)/.test(href))).toEqual([])
    expect(hrefs).toContain('https://example.org/a?b=c&d=%22e%22')
  })

  it('names no address in its style sheet but inlined fonts', () => {
    const style = parsed(htmlOf(HOSTILE_NAMES, loadFonts())).querySelector('style')?.textContent ?? ''
    const addresses = Array.from(style.matchAll(/url\(([^)]{0,24})|@import/g), ([whole, address]) => address ?? whole)
    expect(addresses.length).toBeGreaterThan(2)
    expect(addresses.filter((address) => !address.startsWith('data:font/woff2;base64,'))).toEqual([])
  })

  it.each(LANGUAGES)('links only to ids that are in the document, each there once (%s)', (language) => {
    const document = parsed(reportHtml(buildReport(builtInput(language)), NO_FONTS))
    const ids = Array.from(document.querySelectorAll('[id]'), ({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const targets = Array.from(document.querySelectorAll('a[href^="#"]'), (link) =>
      (link.getAttribute('href') ?? '').slice(1),
    )
    expect(targets.filter((target) => !ids.includes(target))).toEqual([])
    expect(targets.length).toBeGreaterThan(20)
  })

  it('gives a drawing’s main points as a table on the screen, and leaves them to the text tables on paper', () => {
    const built = buildReport(builtInput())
    const count = (html: string): number => parsed(html).querySelectorAll('details tbody tr').length
    expect(count(reportHtml(built, NO_FONTS))).toBeGreaterThan(40)
    expect(count(reportHtml(built, NO_FONTS, { use: 'print' }))).toBe(0)
  })

  it('says its language, and gives every figure a text equivalent and a caption', () => {
    const document = parsed(reportHtml(buildReport(builtInput('zh-CN')), NO_FONTS))
    expect(document.documentElement.lang).toBe('zh-CN')
    const figures = Array.from(document.querySelectorAll('figure'))
    expect(figures.length).toBeGreaterThan(5)
    expect(
      figures.filter((figure) => (figure.querySelector('svg')?.getAttribute('aria-label') ?? '').length < 10),
    ).toEqual([])
    expect(figures.filter((figure) => (figure.querySelector('figcaption')?.textContent ?? '').length < 10)).toEqual([])
  })
})

describe('evidenceRuns', () => {
  it('draws runs of three and more together and keeps the order', () => {
    const shown = evidenceRuns(['E1', 'E2', 'E3', 'E7', 'E8', 'E12', 'X', 'E13']).map(({ first, last }) =>
      first === last ? first : `${first}-${last}`,
    )
    expect(shown).toEqual(['E1-E3', 'E7', 'E8', 'E12', 'X', 'E13'])
  })
})

describe('proseHtml', () => {
  it('keeps Markdown and loses everything that could act', () => {
    expect(proseHtml(HOSTILE_NAMES.prose)).toBe(
      '<p>&lt;script&gt;alert(3)&lt;/script&gt; &lt;b onclick=x&gt;bold&lt;/b&gt; [run](javascript:alert(4)) !<a href="https://evil.example/p.png">pixel</a> ' +
        '[file](file:///etc/passwd) <a href="https://example.org/a?b=c&amp;d=%22e%22">ok</a></p>\n',
    )
  })

  it('marks strong words and emphasis with elements that PDF 1.4 readers know', () => {
    expect(proseHtml('**a** and *b*')).toBe('<p><b>a</b> and <i>b</i></p>\n')
    expect(proseHtml('**先看等待。**再看分配')).toBe('<p><b>先看等待。</b>再看分配</p>\n')
  })

  it('makes no headings of its own, because the contents would not know them', () => {
    expect(proseHtml('# Big\n\ntext')).toBe('<p class="prose-head"><b>Big</b></p>\n<p>text</p>\n')
  })
})

describe('cssString', () => {
  it('escapes whatever could end the string or the style sheet', () => {
    expect(cssString(`a"b\\c</style>\n中`)).toBe(String.raw`"a\22 b\5c c\3c /style\3e \a 中"`)
  })
})
