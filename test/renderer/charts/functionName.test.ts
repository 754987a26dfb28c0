import { describe, expect, it } from 'vitest'
import { cutFunctionName, shortFunctionName, splitFunctionName } from '../../../renderer/charts/functionName.ts'

const cut = (name: string, room: number): string => cutFunctionName(name, room, (text) => text.length)

describe('splitFunctionName', () => {
  it.each([
    ['example.com/shop/internal/session.(*Store).Put', 'example.com/shop/internal/', 'session.(*Store).Put'],
    ['main.main', '', 'main.main'],
    ['runtime.mallocgc', '', 'runtime.mallocgc'],
    ['slices.Sort[go.shape.[]example.com/x.Row]', '', 'slices.Sort[go.shape.[]example.com/x.Row]'],
    ['gopkg.in/yaml%2ev3.(*Node).Decode', 'gopkg.in/', 'yaml%2ev3.(*Node).Decode'],
    ['', '', ''],
  ])('%s', (name, path, own) => expect(splitFunctionName(name)).toEqual({ path, own }))
})

describe('cutFunctionName', () => {
  const name = 'example.com/shop/internal/session.(*Store).Put'
  it('keeps what fits', () => expect(cut(name, 100)).toBe(name))
  it('gives up the path first', () => expect(cut(name, 30)).toBe('session.(*Store).Put'))
  it('then the package', () => expect(cut(name, 14)).toBe('(*Store).Put'))
  it('then the receiver', () => expect(cut(name, 8)).toBe('Put'))
  it('and the end of a long function last', () => expect(cut('pkg.readMIMEHeader', 8)).toBe('readMIM…'))
  it('shows nothing rather than two letters', () => expect(cut('pkg.readMIMEHeader', 2)).toBe(''))
  it('never gives more than fits', () => {
    for (let room = 0; room < name.length + 2; room++) expect(cut(name, room).length).toBeLessThanOrEqual(room)
  })
})

const MAP =
  'example.com/acme/collections.(*OrderedMap[go.shape.struct { example.com/acme/keys.Tenant string; Serial uint64 },go.shape.*uint8]).InsertOrReplace'
const CLOSURE =
  'example.com/pipeline.Map[example.com/events.Envelope[example.com/events.Placed],example.com/store.Row].func1'

describe('shortFunctionName', () => {
  it.each([
    ['main.main', 'main.main'],
    [MAP, 'collections.(*OrderedMap[struct{…},*uint8]).InsertOrReplace'],
    [CLOSURE, 'pipeline.Map[Envelope[Placed],Row].func1'],
    ['slices.Sort[go.shape.[]example.com/x.Row]', 'slices.Sort[[]Row]'],
    ['x.F[struct {},interface { Close() error }]', 'x.F[struct{},interface{…}]'],
    ['sync/atomic.(*Pointer[...]).Load', 'atomic.(*Pointer[…]).Load'],
    [`x.F[${'example.com/a.VeryLongTypeName,'.repeat(4)}int].func2.1`, 'x.F[…].func2.1'],
    ['x.Broken[go.shape.int', 'x.Broken[int]'],
  ])('%s', (name, short) => expect(shortFunctionName(name)).toBe(short))
})

describe('cutFunctionName of a generic function', () => {
  it('gives up what types say before the function', () => {
    expect(cut(MAP, 60)).toBe('collections.(*OrderedMap[struct{…},*uint8]).InsertOrReplace')
    expect(cut(MAP, 45)).toBe('collections.(*OrderedMap[…]).InsertOrReplace')
    expect(cut(MAP, 34)).toBe('(*OrderedMap[…]).InsertOrReplace')
    expect(cut(MAP, 20)).toBe('InsertOrReplace')
    expect(cut(CLOSURE, 20)).toBe('Map[…].func1')
  })
})
