import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuzzyMatch } from '../../shared/lib/fuzzy.ts'

const best = (query: string, ...texts: string[]): string | undefined =>
  texts
    .map((text) => ({ text, score: fuzzyMatch(text, query)?.score ?? Number.NEGATIVE_INFINITY }))
    .filter(({ score }) => score > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.score - a.score)[0]?.text
const marked = (text: string, query: string): string | null => {
  const match = fuzzyMatch(text, query)
  return match && [...text].map((letter, at) => (match.letters.includes(at) ? `[${letter}]` : letter)).join('')
}

describe('fuzzyMatch', () => {
  it.each([
    ['heap', 'Heap profiles', ['Show heap goal', 'cheap heaps']],
    ['gc', 'GC cycles', ['Paging cache', 'Big cat']],
    ['ep', 'Export PDF', ['Keep', 'Deep copy']],
    ['put', 'session.(*Store).Put', ['computeOutput', 'Input']],
    ['sp', 'session.(*Store).Put', ['dispatch', 'respond']],
    ['opencase', 'Open a case…', ['Close the case', 'Reopen the broken vase']],
    ['case open', 'Open a case…', ['Case notes']],
    ['mb', 'mapBytes', ['number', 'remember']],
    ['导入', '导入文件…', ['导出报告并写入']],
    ['导文件', '导入文件…', ['文件导出']],
    ['周期', 'GC 周期', ['周末日期']],
  ])('%s finds %s first', (query, wanted, others) => {
    expect(best(query, ...others, wanted)).toBe(wanted)
  })

  it('marks the letters a person would have meant', () => {
    expect(marked('GC cycles', 'gccy')).toBe('[G][C] [c][y]cles')
    expect(marked('session.(*Store).Put', 'store put')).toBe('session.(*[S][t][o][r][e]).[P][u][t]')
    expect(marked('Show heap goal', 'goal')).toBe('Show heap [g][o][a][l]')
    expect(marked('导入文件夹…', '文夹')).toBe('导入[文]件[夹]…')
  })

  it('finds nothing for nonsense, for nothing, and for letters strewn over a long text', () => {
    expect([fuzzyMatch('GC cycles', 'zzz'), fuzzyMatch('GC cycles', ' ')]).toEqual([null, null])
    expect(fuzzyMatch('the live heap grows from one cycle to the next one', 'hlwx')).toBeNull()
    expect(fuzzyMatch('alphabetical registry of everything', 'lgt')).toBeNull()
  })

  it('gives letters that spell the query, in order, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ maxLength: 8 }), (text, query) => {
        const match = fuzzyMatch(text, query)
        if (!match) return
        const words = query.toLowerCase().split(/\s+/).filter(Boolean)
        expect([...match.letters].sort((a, b) => a - b)).toEqual(match.letters)
        if (words.length === 1)
          expect(match.letters.map((at) => (text[at] ?? '').toLowerCase()[0]).join('')).toBe(words[0])
      }),
    )
  })

  it('finds any text by itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcXYZ周期 ./(*)'), minLength: 1, maxLength: 40 }), (text) => {
        if (text.trim() !== '') expect(fuzzyMatch(text, text)).not.toBeNull()
      }),
    )
  })
})
