import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { baseCompile } from '@intlify/message-compiler'
import { describe, expect, it } from 'vitest'

const renderer = resolve(import.meta.dirname, '../../renderer')
const folder = join(renderer, 'i18n')
type Tree = { [key: string]: string | Tree }

const flat = (tree: Tree, path: string): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}.${key}`, value] as [string, string]] : flat(value, `${path}.${key}`),
  )
const areas = [...new Set(readdirSync(folder).flatMap((name) => /^(.+)\.en\.json$/.exec(name)?.[1] ?? []))]
const messages = (language: string): Map<string, string> =>
  new Map(
    areas.flatMap((area) =>
      flat(JSON.parse(readFileSync(join(folder, `${area}.${language}.json`), 'utf8')) as Tree, area),
    ),
  )
const en = messages('en')
const zh = messages('zh-CN')

function* sources(path: string): Generator<string> {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    // What only the gallery says, nobody reads.
    if (entry.name === 'gallery') continue
    if (entry.isDirectory()) yield* sources(join(path, entry.name))
    else if (/\.(ts|vue)$/.test(entry.name)) yield readFileSync(join(path, entry.name), 'utf8')
  }
}
/** Keys as written, and the patterns of computed ones: `common.view.${name}` names every key below `common.view.`. */
const text = [...sources(renderer)].join('\n')
const written = new Set(
  [...text.matchAll(/(['"`])([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_-]+)+)\1/g)].map((match) => match[2] ?? ''),
)
const patterns = [...text.matchAll(/`([a-z][A-Za-z0-9]*\.(?:[A-Za-z0-9_.-]|\$\{[^}]*\})*)`/g)]
  .map((match) => match[1] ?? '')
  .filter((pattern) => pattern.includes('${') && areas.includes(pattern.split('.')[0] ?? ''))
  .map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .split(/\$\{[^}]*\}/)
          .map((part) => part.replaceAll('.', '\\.'))
          .join('.+')}$`,
      ),
  )
const isUsed = (key: string): boolean => written.has(key) || patterns.some((pattern) => pattern.test(key))

/** Names, units and identifiers that Chinese readers read as they are. */
const SAME_IN_BOTH = [
  'about.gcCpuShare.term',
  'about.sourceHash.term',
  'annotations.entity.goroutine',
  'annotations.onCycle',
  'annotations.saveHint',
  'common.appName',
  'gcCycles.column.gcCpuPercent',
  'gcCycles.column.number',
  'gcCycles.cycleTitle',
  'gcCycles.stw',
  'gcCycles.summary.gcCpu',
  'goroutines.cause.debug2',
  'goroutines.cause.panic',
  'goroutines.goroutine',
  'goroutines.lock.cond',
  'goroutines.lock.map',
  'goroutines.lock.mutex',
  'goroutines.lock.rwMutex',
  'goroutines.lock.waitGroup',
  'report.fieldHint.service',
  'settings.language.en',
  'settings.language.pseudo',
  'trace.countProcs',
]

/** Plural forms of a message. */
const forms = (message: string): string[] => message.split(' | ')

/** `t('key', …)` of sources, with whether a third argument gives the number. */
function calls(sources: string): { key: string; count: boolean }[] {
  return [...sources.matchAll(/\b(?:t|translate)\(\s*'([^']+)'/g)].map((match) => {
    let depth = 1
    let commas = 0
    let isAfterComma = false
    for (let at = match.index + match[0].length; depth > 0 && at < sources.length; at++) {
      const letter = sources[at] ?? ''
      if ('([{'.includes(letter)) depth++
      else if (')]}'.includes(letter)) depth--
      else if (letter === ',' && depth === 1) commas++
      if (letter === ',' && depth === 1) isAfterComma = true
      else if (!/\s/.test(letter) && depth > 0) isAfterComma = false
    }
    // Prettier leaves a comma behind the last argument of a call on several lines.
    return { key: match[1] ?? '', count: commas - (isAfterComma ? 1 : 0) >= 2 }
  })
}

describe('messages of the window', () => {
  it('are the same keys in both languages', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort())
  })

  it('take the same values in both languages, in every plural form', () => {
    const values = (message: string): string =>
      [...new Set([...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort().join()
    const differing = [...en].filter(([key, message]) => {
      const all = [...forms(message), ...forms(zh.get(key) ?? '')].map(values)
      return new Set(all).size > 1
    })
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it('have one and many in English, one form in Chinese, and are asked for with the number', () => {
    const plural = new Set([...en].filter(([, message]) => forms(message).length > 1).map(([key]) => key))
    expect([...en].filter(([, message]) => forms(message).length > 2).map(([key]) => key)).toEqual([])
    expect([...zh].filter(([, message]) => forms(message).length > 1).map(([key]) => key)).toEqual([])
    const asked = calls(text)
    // A number without plural forms is a mistake as well as forms without a number.
    expect(asked.filter(({ key, count }) => en.has(key) && plural.has(key) !== count)).toEqual([])
    expect(plural.size).toBeGreaterThan(10)
  })

  it('are said in Chinese', () => {
    const same = [...en].filter(
      ([key, message]) => zh.get(key) === message && /[A-Za-z]{2}/.test(message.replace(/\{\w+\}/g, '')),
    )
    // A unit is one in every language.
    const texts = same.filter(([key, message]) => !(/^about\.\w+\.unit$/.test(key) && message === 'MiB'))
    expect(texts.map(([key]) => key).sort()).toEqual(SAME_IN_BOTH)
    const typed = [...zh].filter(([, message]) => /[\u4e00-\u9fff] ?[,;!?]|[\u4e00-\u9fff]\.(?!\w)/.test(message))
    expect(
      typed.map(([key, message]) => `${key}: ${message}`),
      'half-width punctuation in prose',
    ).toEqual([])
  })

  it('compile without a fault', () => {
    const faults: string[] = []
    for (const [key, message] of [...en, ...zh])
      baseCompile(message, { onError: (error) => faults.push(`${key}: ${error.message}`) })
    expect(faults).toEqual([])
  })

  it('are all named by some source file', () => {
    expect([...en.keys()].filter((key) => !isUsed(key))).toEqual([])
  })

  it('exist for every key a source file names', () => {
    const named = [...text.matchAll(/\b(?:t|translate)\(\s*'([^']+)'/g)].map((match) => match[1] ?? '')
    expect([...new Set(named)].filter((key) => !en.has(key))).toEqual([])
  })

  it('say the fixed terms of 简体中文', () => {
    expect([
      zh.get('common.likelihood.title'),
      zh.get('common.confidence.title'),
      zh.get('common.verdict.title'),
      zh.get('common.view.findings'),
      zh.get('overview.evidence'),
      zh.get('common.kind.profile'),
    ]).toEqual(['可能性', '置信度', '结论', '发现', '证据', '剖析'])
  })
})
