// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { FOLKLORE, FOLKLORE_TOPICS } from '../../renderer/help/folklore.ts'
import { GLOSSARY } from '../../renderer/help/glossary.ts'
import { helpSections, plainText, searchHelp } from '../../renderer/help/search.ts'
import { loadHelp } from '../../renderer/help/texts.ts'
import { HELP_GROUPS, HELP_TOPICS, topicNamed, topicOfView } from '../../renderer/help/topics.ts'
import HelpView from '../../renderer/views/Help/HelpView.vue'
import { helpNodes } from '../../renderer/views/Help/helpNodes.ts'
import { VIEWS } from '../../renderer/views/index.ts'
import { commandNamed } from '../../shared/commands/index.ts'
import { LANGUAGES, type LocalText } from '../../shared/lib/localText.ts'
import { SOURCE_KINDS } from '../../shared/records/index.ts'
import { usePreferencesStore } from '../../renderer/stores/preferences.ts'
import { mountView, settle } from './mountView.ts'

const [en, zh] = await Promise.all(LANGUAGES.map(loadHelp))
const texts = { en: en!, 'zh-CN': zh! }
const ids = HELP_TOPICS.map(({ id }) => id)
const linksOf = (markdown: string): string[] =>
  [...markdown.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? '').sort()
const codeOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(
    // Comments are words.
    (match) => (match[2] ?? '').replace(/\/\/.*$/gm, '').trim(),
  )
const chinese = /[\u4e00-\u9fff]/

describe('the texts of the help', () => {
  it('exist for every topic in both languages, and for nothing else', () => {
    for (const language of LANGUAGES) expect(Object.keys(texts[language]).sort(), language).toEqual([...ids].sort())
    for (const id of ids) {
      expect(texts.en[id]?.trim(), id).not.toBe('')
      expect(chinese.test(texts['zh-CN'][id] ?? ''), id).toBe(true)
      // The name of the language is its own.
      expect(chinese.test((texts.en[id] ?? '').replaceAll('简体中文', '')), id).toBe(false)
    }
  })

  it('have the same headings, links, tables and code in both languages', () => {
    const shape = (markdown: string): unknown => ({
      headings: [...markdown.matchAll(/^## /gm)].length,
      rows: [...markdown.matchAll(/^\|/gm)].length,
      items: [...markdown.matchAll(/^(?:- |\d+\. )/gm)].length,
      links: linksOf(markdown),
      code: codeOf(markdown),
    })
    for (const id of ids) expect(shape(texts['zh-CN'][id] ?? ''), id).toEqual(shape(texts.en[id] ?? ''))
  })

  it('lead only to topics and commands that exist', () => {
    const dead = Object.values(texts).flatMap((all) =>
      Object.entries(all).flatMap(([id, markdown]) =>
        linksOf(markdown)
          .filter((address) => {
            const [kind, target = ''] = address.split(':')
            if (kind === 'help') return topicNamed(target) === null
            return !(kind === 'command' || kind === 'kbd') || commandNamed(target) === null
          })
          .map((address) => `${id}: ${address}`),
      ),
    )
    expect(dead).toEqual([])
  })

  it('cover every view, every kind of source, and every group', () => {
    for (const { name } of VIEWS) expect(topicNamed(topicOfView(name))?.group, name).toBe('views')
    expect(topicNamed(topicOfView('home'))?.group).toBe('views')
    expect(topicNamed(topicOfView('help'))).not.toBeNull()
    for (const kind of SOURCE_KINDS)
      expect(
        HELP_TOPICS.some(({ kinds }) => kinds?.includes(kind)),
        kind,
      ).toBe(true)
    expect(new Set(HELP_TOPICS.map(({ group }) => group))).toEqual(new Set(HELP_GROUPS))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('have glossary and folklore complete in both languages', () => {
    const pairs: LocalText[] = [
      ...GLOSSARY.flatMap(({ term, means, not }) => [term, means, ...(not ? [not] : [])]),
      ...FOLKLORE.flatMap(({ claim, truth }) => [claim, truth]),
    ]
    const faults = pairs.filter(
      (text) =>
        text.en.trim() === '' || chinese.test(text.en) || (!chinese.test(text['zh-CN']) && text['zh-CN'] !== text.en),
    )
    expect(faults.filter(({ en: words }) => !/^(self, total|flat, cum|stop-the-world)/.test(words))).toEqual([])
    expect(new Set(FOLKLORE.map(({ topic }) => topic))).toEqual(new Set(FOLKLORE_TOPICS))
    expect(FOLKLORE.filter(({ versions }) => !/^go1\.\d+(\+|–1\.\d+)$/.test(versions))).toEqual([])
    expect(FOLKLORE.length).toBeGreaterThan(25)
  })
})

describe('the search of the help', () => {
  const sections = { en: helpSections(texts.en, 'en'), 'zh-CN': helpSections(texts['zh-CN'], 'zh-CN') }
  const first = (query: string, language: 'en' | 'zh-CN' = 'en'): string => {
    const [hit] = searchHelp(sections[language], query, language)
    return hit ? `${hit.topic.id}${hit.heading === null ? '' : `: ${hit.heading}`}` : ''
  }

  it.each([
    ['glossary', 'en', 'glossary'],
    ['shortcuts', 'en', 'keyboard'],
    ['mark assist', 'en', 'gc: Mark assist'],
    ['casefile/locked', 'en', 'messages: casefile/locked'],
    ['mtrace', 'en', 'folklore: GODEBUG=mtrace=1 writes a log of allocations.'],
    ['快捷键', 'zh-CN', 'keyboard'],
    ['标记辅助', 'zh-CN', 'gc: 标记辅助'],
    ['存活堆', 'zh-CN', 'glossary: 存活堆'],
    ['火焰图', 'zh-CN', 'glossary: 火焰图'],
    ['flame graph', 'en', 'glossary: flame graph'],
    ['kubectl logs', 'en', 'gctraceLog'],
  ] as const)('%s (%s) finds %s', (query, language, wanted) => {
    expect(first(query, language)).toBe(wanted)
  })

  it('wants every word, shows where it is, and finds nothing for nothing', () => {
    expect(searchHelp(sections.en, 'memory zebra', 'en')).toEqual([])
    expect(searchHelp(sections.en, '  ', 'en')).toEqual([])
    const hits = searchHelp(sections.en, 'MADV_FREE kernel', 'en')
    expect(hits[0]?.topic.id).toBe('rss')
    expect(hits.some(({ snippet }) => snippet.includes('MADV_FREE'))).toBe(true)
  })

  it('reads Markdown as people do', () => {
    expect(plainText('## A\n- **b** `c` [d](help:x)\n\n| e | f |\n|---|---|\n| g | h |\n```sh\ni\n```')).toBe(
      'A b c d e f g h i',
    )
  })
})

describe('a text as nodes', () => {
  const links = { openTopic: () => null, runCommand: () => undefined, isEnabled: () => true, keysOf: () => 'Ctrl K' }

  it('is text, whatever it says', async () => {
    const hostile =
      '<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![i](http://x/y.png) <script>alert(1)</script>'
    const { wrapper } = await mountView({ render: () => helpNodes(hostile, links) })
    expect(wrapper.exists()).toBe(true)
    expect(document.body.querySelectorAll('img, script, a').length).toBe(0)
    expect(document.body.textContent).toContain('<img src=x onerror=alert(1)>')
  })

  it.each(LANGUAGES)('shows no mark of Markdown, in %s', async (language) => {
    for (const id of ids) {
      const { wrapper } = await mountView({ render: () => helpNodes(texts[language][id] ?? '', links) })
      expect(document.body.textContent, id).not.toMatch(/\*\*|\]\(/)
      wrapper.unmount()
    }
  })
})

describe('HelpView', () => {
  it('shows a topic, follows its links, and keeps what is selected', async () => {
    const { wrapper, selection } = await mountView(HelpView, {
      before: ({ selection: chosen }) => chosen.restore({ view: 'gcCycles', cycle: 7 }),
    })
    selection.openHelp('start')
    await settle()
    expect(wrapper.find('h1').text()).toBe('Getting started')
    expect(wrapper.find('[aria-current="page"]').text()).toBe('Getting started')
    await wrapper.find('a[href="#/help?topic=overview"]').trigger('click')
    await settle()
    expect([wrapper.find('h1').text(), selection.link]).toEqual([
      'View: Overview',
      { view: 'help', helpTopic: 'overview', cycle: 7 },
    ])
  })

  it('shows the keys the user chose', async () => {
    const { wrapper, selection } = await mountView(HelpView)
    selection.openHelp('palette')
    await usePreferencesStore().set({ bindings: { 'window.palette': ['F3'] } })
    await settle()
    expect(wrapper.find('[data-testid="help-page"] .keycap').text()).toBe('F3')
  })

  it('searches in the language shown and goes to the place', async () => {
    const { wrapper, selection } = await mountView(HelpView, { language: 'zh-CN' })
    selection.openHelp('start')
    await settle()
    await wrapper.find('[data-testid="help-search"]').setValue('标记辅助')
    await wrapper.find('[data-testid="help-hit"]').trigger('click')
    await settle()
    expect(selection.helpTopic).toBe('gc')
    expect((document.activeElement as HTMLElement).dataset['heading']).toBe('标记辅助')
  })
})
