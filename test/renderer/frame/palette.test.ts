import { describe, expect, it } from 'vitest'
import { parseGoTo } from '../../../renderer/frame/goTo.ts'
import {
  entriesOf,
  matchEntries,
  parsePaletteQuery,
  pieces,
  type PaletteEntry,
  type PaletteKind,
} from '../../../renderer/frame/palette.ts'

const entry = (title: string, kind: PaletteKind = 'command', alternates: string[] = []): PaletteEntry => ({
  id: `${kind}:${title}`,
  kind,
  title,
  alternates,
  icon: 'file',
  shortcut: '',
  run: () => undefined,
})
const ENTRIES = [
  entry('概览', 'view', ['Overview', 'view.overview']),
  entry('导入文件…', 'command', ['Import files…', 'import.files']),
  entry('导出 PDF…', 'command', ['Export PDF…', 'report.export.pdf']),
  entry('F-004 heap goal held down', 'finding'),
  entry('session.(*Store).Put', 'function'),
  entry('堆目标', 'help', ['Heap goal']),
]
const titles = (query: string, recent: string[] = []): string[] =>
  matchEntries(ENTRIES, query, recent).map((match) => match.entry.title)

describe('what the palette finds', () => {
  it('is everything in its order, with what was chosen lately first', () => {
    expect(titles('')).toEqual(ENTRIES.map(({ title }) => title))
    expect(titles('', ['finding:F-004 heap goal held down', 'command:导出 PDF…', 'command:gone']).slice(0, 3)).toEqual([
      'F-004 heap goal held down',
      '导出 PDF…',
      '概览',
    ])
  })

  it('is found by the words of the other language and by its id, and says which', () => {
    expect(titles('import')).toEqual(['导入文件…'])
    const [match] = matchEntries(ENTRIES, 'pdf')
    expect(match).toMatchObject({ by: null })
    const [byId] = matchEntries(ENTRIES, 'report.export')
    expect(byId?.entry.title).toBe('导出 PDF…')
    expect(byId?.by && pieces(byId.by.text, byId.by.letters).filter(({ isMatch }) => isMatch)).toEqual([
      { text: 'report.export', isMatch: true },
    ])
  })

  it('prefers the title to other words, and the recent among equals', () => {
    expect(titles('heap goal')).toEqual(['F-004 heap goal held down', '堆目标'])
    const both = [entry('导出', 'help'), entry('将报告导出为 PDF…')]
    expect(matchEntries(both, '导出')[0]?.entry.kind).toBe('command')
    const twins = [entry('Theme: light'), entry('Theme: night')]
    expect(matchEntries(twins, 'theme', ['command:Theme: night'])[0]?.entry.title).toBe('Theme: night')
  })

  it('is narrowed by a prefix, also one of a Chinese keyboard', () => {
    expect(parsePaletteQuery('> open')).toEqual({ prefix: '>', text: 'open' })
    expect(parsePaletteQuery('：278')).toEqual({ prefix: ':', text: '278' })
    expect(parsePaletteQuery('？堆')).toEqual({ prefix: '?', text: '堆' })
    expect(parsePaletteQuery('a > b')).toEqual({ prefix: null, text: 'a > b' })
    const kinds = (prefix: '>' | '@' | '#' | '?'): PaletteKind[] => entriesOf(ENTRIES, prefix).map(({ kind }) => kind)
    expect([kinds('>'), kinds('@'), kinds('#'), kinds('?')]).toEqual([
      ['view', 'command', 'command'],
      ['function'],
      ['finding'],
      ['help'],
    ])
  })

  it('marks what matched', () => {
    expect(pieces('GC cycles', new Set([0, 1, 3]))).toEqual([
      { text: 'GC', isMatch: true },
      { text: ' ', isMatch: false },
      { text: 'c', isMatch: true },
      { text: 'ycles', isMatch: false },
    ])
  })
})

describe('what is gone to', () => {
  it.each([
    ['278', { kind: 'number', of: 'any', number: 278 }],
    ['gc 278', { kind: 'number', of: 'cycle', number: 278 }],
    ['周期 5', { kind: 'number', of: 'cycle', number: 5 }],
    ['line 12', { kind: 'number', of: 'line', number: 12 }],
    ['第12行', { kind: 'number', of: 'line', number: 12 }],
    ['03:41', { kind: 'time', date: null, ms: 13_260_000 }],
    ['03：41：07.5', { kind: 'time', date: null, ms: 13_267_500 }],
    ['2026-11-21 03:41:07', { kind: 'time', date: '2026-11-21', ms: 13_267_000 }],
    ['2026-11-21T03:41:07Z', { kind: 'time', date: '2026-11-21', ms: 13_267_000 }],
    ['+90s', { kind: 'offset', ms: 90_000 }],
    ['1.5min', { kind: 'offset', ms: 90_000 }],
    ['+1:30', { kind: 'offset', ms: 90_000 }],
    ['+1:00:00', { kind: 'offset', ms: 3_600_000 }],
    ['24:00', null],
    ['abc', null],
    ['', null],
  ])('%s', (typed, target) => {
    expect(parseGoTo(typed)).toEqual(target)
  })
})
