import { describe, expect, it } from 'vitest'
import { cutFunctionName, splitFunctionName } from '../../../renderer/charts/functionName.ts'

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
