import { Window } from 'happy-dom'
import MarkdownIt from 'markdown-it'
import { describe, expect, it } from 'vitest'
import { buildReport, reportMarkdown } from '../../../electron/engine/report/index.ts'
import { escapeMarkdown } from '../../../electron/engine/report/render/markdown.ts'
import { LANGUAGES } from '../../../shared/lib/localText.ts'
import { HOSTILE_NAMES } from './hostile.ts'
import { PLAIN_NAMES, type Names } from './names.ts'
import { builtInput } from './support.ts'

/** As a reader with everything switched on would show it: raw HTML, bare addresses as links. */
function rendered(markdown: string): InstanceType<typeof Window>['document']['body'] {
  const { document } = new Window()
  document.body.innerHTML = new MarkdownIt({ html: true, linkify: true }).render(markdown)
  return document.body
}

const markdownOf = (names: Names): string => reportMarkdown(buildReport(builtInput('en', names)))
const skeleton = (markdown: string): string[] =>
  Array.from(rendered(markdown).querySelectorAll('*'), ({ tagName }) => tagName)

describe('reportMarkdown', () => {
  it.each(LANGUAGES)('writes the report as recorded (%s)', async (language) => {
    await expect(reportMarkdown(buildReport(builtInput(language)))).toMatchFileSnapshot(
      `../../fixtures/report/report.${language}.md`,
    )
  })

  it('gives the same elements for hostile names as for plain ones, raw HTML being on', () => {
    expect(skeleton(markdownOf({ ...HOSTILE_NAMES, prose: PLAIN_NAMES.prose }))).toEqual(
      skeleton(markdownOf(PLAIN_NAMES)),
    )
  })

  it('shows hostile names as the text they are', () => {
    const text = rendered(markdownOf(HOSTILE_NAMES)).textContent
    expect(text).toContain(HOSTILE_NAMES.log)
    expect(text).toContain(HOSTILE_NAMES.leafFunction)
  })

  it('passes no raw HTML and no images of people’s prose on', () => {
    const body = rendered(markdownOf(HOSTILE_NAMES))
    expect(Array.from(body.querySelectorAll('script,img,b,iframe'))).toEqual([])
  })

  it('has as many cells in every row as its head', () => {
    const tables = Array.from(rendered(markdownOf(HOSTILE_NAMES)).querySelectorAll('table'))
    expect(tables.length).toBeGreaterThan(8)
    for (const table of tables) {
      const columns = table.querySelectorAll('th').length
      expect(
        Array.from(table.querySelectorAll('tbody tr'), (row) => row.children.length).filter(
          (cells) => cells !== columns,
        ),
      ).toEqual([])
    }
  })

  it.each([
    '# no heading',
    '- no list',
    '1. no list',
    '+ no',
    '=== no',
    'https://evil.example',
    'a@b.example',
    '> q',
    '    code',
    '[x]: http://y',
    '<!-- c -->',
    '~~s~~',
    '\\*',
  ])('escapes %j', (text) => {
    const body = rendered(escapeMarkdown(text))
    expect(body.textContent.trim()).toBe(text.trim())
    expect(Array.from(body.querySelectorAll('*'), ({ tagName }) => tagName)).toEqual(['P'])
  })
})
