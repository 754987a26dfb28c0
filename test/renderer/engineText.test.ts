import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { becauseText, engineDetail, engineText, TRANSLATED_CODES } from '../../renderer/i18n/engineText.ts'
import { i18n } from '../../renderer/i18n/index.ts'

const electron = resolve(import.meta.dirname, '../../electron')
/** Codes of the command line and of starting a shell never reach a window. */
const NOT_IN_WINDOWS = new Set(['call/sender', 'call/not-for-windows', 'cli/usage', 'loopback/not-built'])
const AREAS =
  'call|case|casefile|chromium|file|findings|folder|gctrace|gotrace|gzip|import|job|pprof|print|profile|profiles|report|sample|settings|shell|text|upload'

/** Codes as the sources write them: `code: 'file/empty'`, `CodedError('job/cancelled'`, `? 'gzip/nested' :`. */
function codesOfTheEngine(): Set<string> {
  const codes = new Set<string>()
  for (const path of readdirSync(electron, { recursive: true, encoding: 'utf8' })) {
    // Ids of rules look like codes.
    if (!path.endsWith('.ts') || /^cli|engine.findings/.test(path)) continue
    const text = readFileSync(join(electron, path), 'utf8')
    for (const [, code] of text.matchAll(
      new RegExp(`(?:code: |Error\\(\\s*|\\? |: |note\\('\\w+', |code === )'((?:${AREAS})/[a-z]+(?:-[a-z]+)*)'`, 'g'),
    ))
      if (code !== undefined) codes.add(code)
    for (const [, kind] of text.matchAll(/\blater\('([a-z-]+)'/g)) codes.add(`later/${kind}`)
  }
  return codes
}

afterEach(() => {
  i18n.global.locale.value = 'en'
})

describe('what the engine says', () => {
  it('has a Chinese sentence for every code of the engine', () => {
    const codes = codesOfTheEngine()
    expect(codes.size).toBeGreaterThan(60)
    const missing = [...codes].filter((code) => !NOT_IN_WINDOWS.has(code) && !TRANSLATED_CODES.includes(code))
    expect(missing).toEqual([])
  })

  it('is the exact English sentence in English, alone', () => {
    const said = { code: 'file/empty', message: 'The file is empty.' }
    expect(engineText(said)).toBe('The file is empty.')
    expect(engineDetail(said)).toBe('')
    expect(becauseText({ kind: 'gctrace', because: 'it has gc 1' })).toBe('it has gc 1')
  })

  it('is the sentence of its code in Chinese, with the path, and the English one as detail', () => {
    i18n.global.locale.value = 'zh-CN'
    const said = { code: 'casefile/exists', message: 'There is a file.', detail: { path: '/a.heapcase' } }
    expect(engineText(said)).toBe('已有同名文件：/a.heapcase')
    expect(engineDetail(said)).toBe('There is a file.')
  })

  it('stays English where a code has no sentence', () => {
    i18n.global.locale.value = 'zh-CN'
    const said = { code: 'later/new', message: 'Something new.' }
    expect(engineText(said)).toBe('Something new.')
    expect(engineDetail(said)).toBe('')
  })
})
