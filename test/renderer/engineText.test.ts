import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { COMMIT_POINTS } from '../../electron/engine/casefile/commitPoints.ts'
import { ENGINE_SENTENCES } from '../../renderer/i18n/engineSentences.ts'
import { becauseText, engineDetail, engineText } from '../../renderer/i18n/engineText.ts'
import { i18n } from '../../renderer/i18n/index.ts'

const root = resolve(import.meta.dirname, '../..')
/** Codes of the command line and of starting a shell never reach a window. */
const NOT_IN_WINDOWS = new Set(['call/sender', 'call/not-for-windows', 'cli/usage', 'loopback/not-built'])
/** Texts of the same form that are no codes: types of content, sample types, classes of runtime/metrics, units, moments at which tests kill a process. */
const NO_CODES = [
  /^(application|image|font|text\/(html|plain|css|javascript)|multipart)/,
  /^(goroutine|goroutines|goroutineleak|threadcreate|inuse_space|alloc_space|cpu|samples)\/(count|bytes|nanoseconds)$/,
  /^(heap\/(stacks|free|unused)|metadata\/other|cycles\/second)$/,
  /\/(min|s|op)$/,
]
const PACKINGS = ['gzip', 'zstd']
const isCode = (text: string): boolean =>
  !NO_CODES.some((pattern) => pattern.test(text)) && !(COMMIT_POINTS as readonly string[]).includes(text)

function* sources(folder: string, skip: RegExp): Generator<string> {
  for (const path of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
    if (/\.(ts|vue)$/.test(path) && !skip.test(path)) yield readFileSync(join(root, folder, path), 'utf8')
}

/** Every literal of the form of a code in the engine and the shells; in the window, those it makes itself. */
function codesOfTheSources(): Set<string> {
  const codes = new Set<string>(['internal'])
  // Ids of rules and names of their evidence look like codes.
  for (const text of sources('electron', /^cli|engine.findings/)) {
    for (const [, code = ''] of text.matchAll(/'([a-z][a-z0-9]*(?:-[a-z0-9]+)*\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*)'/g))
      if (isCode(code)) codes.add(code)
    // `gotrace/${kind}`: the kinds are a type of the same file.
    for (const [, area] of text.matchAll(/`([a-z]+)\/\$\{kind\}`/g))
      for (const [, kind] of text.matchAll(/(?:=|\|) '([a-z]+(?:-[a-z]+)*)'/g)) codes.add(`${area}/${kind}`)
    // `${this.packing}/trailing-bytes`: what is packed is gzip or zstd.
    for (const [, what] of text.matchAll(/`\$\{(?:this\.)?packing\}\/([a-z-]+)`/g))
      for (const packing of PACKINGS) codes.add(`${packing}/${what}`)
    // Readers of bytes name their format: new ProtoCursor(bytes, 'profile') throws profile/truncated.
    for (const [, format] of text.matchAll(/new \w*Cursor\([^)]*'([a-z]+)'/g))
      for (const what of ['truncated', 'malformed']) codes.add(`${format}/${what}`)
  }
  for (const text of sources('renderer', /^(i18n|gallery)/))
    for (const [, code = ''] of text.matchAll(/(?:code: |CodedError\(\s*)'([a-z]+\/[a-z-]+)'/g)) codes.add(code)
  return codes
}

afterEach(() => {
  i18n.global.locale.value = 'en'
})

describe('what the engine says', () => {
  const codes = codesOfTheSources()

  it('has a sentence for every code that occurs, and none for codes that do not', () => {
    expect(codes.size).toBeGreaterThan(100)
    expect([...codes].filter((code) => !NOT_IN_WINDOWS.has(code) && !Object.hasOwn(ENGINE_SENTENCES, code))).toEqual([])
    expect(Object.keys(ENGINE_SENTENCES).filter((code) => !codes.has(code))).toEqual([])
  })

  it('has sentences of their language, that the place can follow', () => {
    const faults = Object.entries(ENGINE_SENTENCES).filter(
      ([, text]) =>
        !/^[A-Z/a].*[^.。]$/.test(text.en) ||
        /[\u4e00-\u9fff]/.test(text.en) ||
        !/[\u4e00-\u9fff]/.test(text['zh-CN']) ||
        /[.。]$|[\u4e00-\u9fff][,;:]/.test(text['zh-CN']),
    )
    expect(faults).toEqual([])
  })

  it('is the exact English sentence in English, alone', () => {
    const said = { code: 'file/empty', message: 'The file is empty: a.log.' }
    expect(engineText(said)).toBe('The file is empty: a.log.')
    expect(engineDetail(said)).toBe('')
    expect(engineText({ code: 'case/none', message: '' })).toBe('No case is open')
    expect(becauseText({ kind: 'gctrace', because: 'it has gc 1' })).toBe('it has gc 1')
  })

  it('is the sentence of its code in Chinese, with every place, and the English one as detail', () => {
    i18n.global.locale.value = 'zh-CN'
    const said = { code: 'casefile/exists', message: 'There is a file.', detail: { path: '/a.heapcase' } }
    expect(engineText(said)).toBe('已有同名文件：/a.heapcase')
    expect(engineDetail(said)).toBe('There is a file.')
    const placed = { code: 'gctrace/cut-line', message: 'x', detail: { line: 1234, byte: 56789, path: 'a.log' } }
    expect(engineText(placed)).toBe('有一行 GC 周期被截断（第 1,234 行，字节 56,789）：a.log')
  })

  it('stays English where a code has no sentence', () => {
    i18n.global.locale.value = 'zh-CN'
    const said = { code: 'later/new', message: 'Something new.' }
    expect(engineText(said)).toBe('Something new.')
    expect(engineDetail(said)).toBe('')
  })
})
