import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeFilter } from '../../../shared/filter/complete.ts'
import { compileFilter } from '../../../shared/filter/evaluate.ts'
import type { FilterField } from '../../../shared/filter/filterField.ts'
import { parseFilter, type Filter } from '../../../shared/filter/parseFilter.ts'
import { allOf, filterTerm, filterValue } from '../../../shared/filter/writeFilter.ts'

const FIELDS: FilterField[] = [
  { name: 'name', kind: 'text', isSearched: true },
  { name: 'file', kind: 'text', isSearched: true },
  { name: 'kind', kind: 'choice', choices: ['heap', 'cpu', 'mutex'] },
  { name: 'value', kind: 'quantity', unit: 'bytes' },
  { name: 'pause', kind: 'quantity', unit: 'ns' },
  { name: 'share', kind: 'quantity', unit: 'share' },
  { name: 'count', kind: 'quantity' },
]
interface Row {
  name: string
  file: string
  kind: string
  value: number | null
  pause: number
  share: number
  count: number
}
const MIB = 1024 ** 2
const row = (name: string, change: Partial<Row> = {}): Row => ({
  name,
  file: 'a.go',
  kind: 'heap',
  value: 1 * MIB,
  pause: 1e6,
  share: 0.1,
  count: 5,
  ...change,
})
const ROWS = [
  row('session.(*Store).Put', { value: 208 * MIB, file: 'store.go' }),
  row('session.(*Store).Get', { value: 2 * MIB, kind: 'cpu' }),
  row('runtime.mallocgc', { value: 20 * MIB, pause: 88e6, file: 'malloc.go' }),
  row('bytes.growSlice', { value: null, share: 0.63, count: 1234, kind: 'mutex' }),
]

function parsed(text: string): Filter {
  const result = parseFilter(text, FIELDS)
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.errors)}`)
  return result.filter
}
const matching = (text: string): string[] =>
  ROWS.filter(compileFilter<Row>(parsed(text), (field) => (given) => given[field as keyof Row], ['name', 'file'])).map(
    ({ name }) => name.slice(name.lastIndexOf('.') + 1),
  )
const ALL = ['Put', 'Get', 'mallocgc', 'growSlice']

describe('a filter', () => {
  it.each([
    ['', ALL],
    ['   ', ALL],
    ['put', ['Put']],
    ['session.(*Store).Put', ['Put']],
    ['(*Store).Get', ['Get']],
    ['(*Store)', ['Put', 'Get']],
    ['name:store', ['Put', 'Get']],
    ['NAME:STORE', ['Put', 'Get']],
    ['name:store value>10MiB', ['Put']],
    ['store value>10 MiB', ['Put']],
    ['value>10MiB -runtime', ['Put']],
    ['-store', ['mallocgc', 'growSlice']],
    ['NOT store', ['mallocgc', 'growSlice']],
    ['kind=heap', ['Put', 'mallocgc']],
    ['kind=cpu,mutex', ['Get', 'growSlice']],
    ['kind!=heap', ['Get', 'growSlice']],
    ['kind:CPU', ['Get']],
    ['"bytes.growSlice"', ['growSlice']],
    ['name="runtime.mallocgc"', ['mallocgc']],
    ['name=runtime', []],
    ['name:s*put', ['Put']],
    ['name:put*s', []],
    ['put OR get', ['Put', 'Get']],
    ['put | mallocgc', ['Put', 'mallocgc']],
    ['(put OR mallocgc) value>50MiB', ['Put']],
    ['put OR mallocgc value>50MiB', ['Put']],
    ['put AND value>50MiB', ['Put']],
    ['-(put OR get)', ['mallocgc', 'growSlice']],
    ['(name:store OR name:bytes.(*x))', ['Put', 'Get']],
    ['name:put,mallocgc', ['Put', 'mallocgc']],
    ['pause>10ms', ['mallocgc']],
    ['pause:80..100ms', ['mallocgc']],
    ['pause:..2ms', ['Put', 'Get', 'growSlice']],
    ['share>=50%', ['growSlice']],
    ['share>0.5', ['growSlice']],
    ['count=1,234', ['growSlice']],
    ['count=5,1,234', ALL],
    ['count>1k', ['growSlice']],
    ['value<=2MiB', ['Get']],
    ['value≥20MiB', ['Put', 'mallocgc']],
    ['value!=2MiB', ['Put', 'mallocgc', 'growSlice']],
    // No value is in no range, whichever way it is asked.
    ['-value>10MiB', ['Get', 'growSlice']],
    // As a Chinese input method leaves them.
    ['（ｐｕｔ OR ｇｅｔ） value＞10MiB', ['Put']],
    ['“runtime.mallocgc”', ['mallocgc']],
    ['store.go', ['Put']],
    ['https://example.com/x', []],
  ] as [string, string[]][])('%j lets pass %j', (text, names) => expect(matching(text)).toEqual(names))

  it('compares in the unit its column keeps', () => {
    const kept: FilterField[] = [
      { name: 'delay', kind: 'quantity', unit: 'microseconds' },
      { name: 'cpu', kind: 'quantity', unit: 'percent' },
    ]
    const lows = ['delay>1.5ms', 'cpu>25%'].map((text) => {
      const result = parseFilter(text, kept)
      return result.ok && result.filter.kind === 'range' ? result.filter.low : null
    })
    expect(lows).toEqual([1500, 25])
  })

  it('binds NOT before AND before OR', () => {
    expect(parsed('a -b OR c d')).toEqual({
      kind: 'or',
      parts: [
        {
          kind: 'and',
          parts: [
            { kind: 'words', text: 'a' },
            { kind: 'not', part: { kind: 'words', text: 'b' } },
          ],
        },
        {
          kind: 'and',
          parts: [
            { kind: 'words', text: 'c' },
            { kind: 'words', text: 'd' },
          ],
        },
      ],
    })
  })

  it.each([
    ['siz>10MiB', 'unknownField', 'siz'],
    ['foo:bar', 'unknownField', 'foo'],
    ['value>', 'valueMissing', 'value>'],
    ['name:', 'valueMissing', 'name:'],
    ['kind=heap,', 'valueMissing', 'kind=heap,'],
    ['value>ten', 'notAQuantity', 'ten'],
    ['value>10', 'unitMissing', '10'],
    ['value>10ms', 'unknownUnit', '10ms'],
    ['pause:5..2ms', 'emptyRange', '5..2ms'],
    ['pause>1..2ms', 'notComparable', 'pause>1..2ms'],
    ['name>a', 'notComparable', 'name>a'],
    ['kind=disk', 'unknownChoice', 'disk'],
    ['put "open', 'quoteOpen', '"'],
    ['name:"open', 'quoteOpen', '"'],
    ['(put OR get', 'parenthesisOpen', '('],
    ['put)', 'parenthesisStray', ')'],
    ['put OR', 'operandMissing', 'OR'],
    ['OR put', 'operandMissing', 'OR'],
    ['put AND', 'operandMissing', 'AND'],
    ['NOT', 'operandMissing', 'NOT'],
  ])('%j is refused as %s, at %j', (text, code, at) => {
    const result = parseFilter(text, FIELDS)
    const [error] = result.ok ? [] : result.errors
    expect(error && [error.code, text.slice(error.from, error.to)]).toEqual([code, at])
  })

  it('shows all its errors at once, and what would be right', () => {
    const result = parseFilter('siz>1MiB kind=disk', FIELDS)
    expect(result.ok ? [] : result.errors.map(({ code, expected }) => [code, expected])).toEqual([
      ['unknownField', FIELDS.map(({ name }) => name)],
      ['unknownChoice', ['heap', 'cpu', 'mutex']],
    ])
  })

  it('is refused where it is too long or too deep, not followed into the ground', () => {
    const long = parseFilter('a '.repeat(2000), FIELDS)
    const deep = parseFilter('('.repeat(900) + 'a', FIELDS)
    expect([long, deep].map((result) => (result.ok ? 'ok' : result.errors[0]?.code))).toEqual(['tooLong', 'tooDeep'])
    expect(matching(`${'('.repeat(20)}put${')'.repeat(20)}`)).toEqual(['Put'])
  })

  it('of any characters ends, and places every error within the text', () => {
    const parts = fc.constantFrom(
      '(',
      ')',
      '-',
      '"',
      ' OR ',
      'name:',
      'value>',
      '10',
      'MiB',
      ',',
      '..',
      '*',
      'x',
      ' ',
      '|',
      '＞',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), fc.string({ maxLength: 20 }), (pieces, rest) => {
        const text = pieces.join('') + rest
        const result = parseFilter(text, FIELDS)
        if (result.ok) compileFilter<Row>(result.filter, () => () => null, ['name'])(row('x'))
        else
          for (const { from, to } of result.errors) {
            expect(from).toBeGreaterThanOrEqual(0)
            expect(to).toBeLessThanOrEqual(text.length)
            expect(from).toBeLessThanOrEqual(to)
          }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a written filter', () => {
  it('quotes what would read as something else', () => {
    expect(['put', '(*Store).Put', 'a b', '-x', 'OR', '', 'a"b', 'a,b'].map(filterValue)).toEqual([
      'put',
      '"(*Store).Put"',
      '"a b"',
      '"-x"',
      '"OR"',
      '""',
      '"a b"',
      '"a,b"',
    ])
  })

  it('reads back as what it was written for', () => {
    expect(parsed(filterTerm('name', '=', ['a b', 'c,d']))).toEqual({
      kind: 'equals',
      field: 'name',
      texts: ['a b', 'c,d'],
    })
  })

  it('holds all of several', () => {
    expect([allOf([]), allOf(['', ' a OR b ']), allOf(['a OR b', 'c']), allOf(['a', 'b'])]).toEqual([
      '',
      'a OR b',
      '(a OR b) c',
      'a b',
    ])
  })
})

describe('completion', () => {
  const at = (typed: string, values: string[] = []): string[] => {
    const caret = typed.indexOf('^')
    const text = typed.replace('^', '')
    const { from, to, items } = completeFilter(text, caret, FIELDS, () => values)
    return items.map(({ insert }) => text.slice(0, from) + insert + text.slice(to))
  }

  it('offers fields with the operator that fits them', () => {
    expect(at('^')).toEqual(['name:', 'file:', 'kind=', 'value>', 'pause>', 'share>', 'count>'])
    expect(at('va^')).toEqual(['value>'])
    expect(at('put n^')).toEqual(['put name:', 'put kind=', 'put count>'])
    expect(at('zz^')).toEqual([])
  })

  it('offers choices and known values, and keeps what was typed before', () => {
    expect(at('kind=^')).toEqual(['kind=heap', 'kind=cpu', 'kind=mutex'])
    expect(at('kind=heap,m^')).toEqual(['kind=heap,mutex'])
    expect(at('name:st^', ['store one', 'last', 'other'])).toEqual(['name:"store one"', 'name:last'])
    expect(at('nope=^')).toEqual([])
  })

  it('offers units behind a number', () => {
    expect(at('pause>10^')).toEqual(['pause>10ms', 'pause>10µs', 'pause>10s', 'pause>10ns', 'pause>10min'])
    expect(at('value:1..5^')).toEqual(['value:1..5MiB', 'value:1..5KiB', 'value:1..5GiB', 'value:1..5B'])
    expect(at('count>10^')).toEqual([])
  })

  it('leaves quoted words alone', () => {
    expect(at('"va^lue"')).toEqual([])
  })
})
