// Every figure and chart can be asked what it is, and the answer has all its parts in both languages.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ABOUT_TOPICS } from '../../../renderer/components/about/aboutIds.ts'
import { topicNamed } from '../../../renderer/help/topics.ts'

const renderer = resolve(import.meta.dirname, '../../../renderer')
const read = (language: string): Record<string, Record<string, string>> =>
  JSON.parse(readFileSync(join(renderer, `i18n/about.${language}.json`), 'utf8')) as Record<
    string,
    Record<string, string>
  >

const ABOUT_IDS = Object.keys(ABOUT_TOPICS)
const PARTS = ['bias', 'misread', 'source', 'term', 'text', 'unit']

function* sources(path: string): Generator<[string, string]> {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name)
    if (entry.name === 'gallery') continue
    if (entry.isDirectory()) yield* sources(child)
    else if (/\.(ts|vue)$/.test(entry.name) && entry.name !== 'aboutIds.ts') yield [child, readFileSync(child, 'utf8')]
  }
}
const files = [...sources(renderer)]
const all = files.map(([, text]) => text).join('\n')

describe('what is this?', () => {
  it.each(['en', 'zh-CN'])('is answered in %s for every figure and chart, with all parts', (language) => {
    const entries = read(language)
    expect(Object.keys(entries).sort()).toEqual([...ABOUT_IDS].sort())
    const incomplete = Object.entries(entries).filter(
      ([, entry]) =>
        Object.keys(entry).sort().join() !== PARTS.join() || Object.values(entry).some((part) => part.trim() === ''),
    )
    expect(incomplete.map(([id]) => id)).toEqual([])
  })

  it('is answered for nothing that is not on a screen', () => {
    expect(ABOUT_IDS.filter((id) => !all.includes(`'${id}'`) && !all.includes(`"${id}"`))).toEqual([])
  })

  it('leads to a topic of the help', () => {
    expect(Object.values(ABOUT_TOPICS).filter((topic) => topicNamed(topic) === null)).toEqual([])
  })

  it('can be asked of every chart', () => {
    const without = files
      .filter(([, text]) => /<ChartPane\b/.test(text))
      .flatMap(([path, text]) =>
        [...text.matchAll(/<ChartPane\b[^>]*?>/gs)]
          .filter(([tag]) => !/\babout="|:about="/.test(tag))
          .map(() => path.slice(renderer.length)),
      )
    expect(without).toEqual([])
  })

  it('is translated, not repeated', () => {
    const [en, zh] = [read('en'), read('zh-CN')]
    const same = ABOUT_IDS.filter((id) => en[id]?.['text'] === zh[id]?.['text'])
    expect(same).toEqual([])
  })
})
