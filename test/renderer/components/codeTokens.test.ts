import { describe, expect, it } from 'vitest'
import { codePieces } from '../../../renderer/components/codeTokens.ts'

describe('codePieces', () => {
  it('finds keywords, calls, strings and comments of Go and keeps every character', () => {
    const code = 'func put(s string) {\n\tlog("a // b") // note\n}'
    const pieces = codePieces(code, 'go')
    expect(pieces.map(({ text }) => text).join('')).toBe(code)
    expect(pieces.filter(({ kind }) => kind !== 'plain').map(({ kind, text }) => `${kind}:${text}`)).toEqual([
      'keyword:func',
      'call:put',
      'keyword:string',
      'call:log',
      'string:"a // b"',
      'comment:// note',
    ])
  })

  it('leaves languages it does not know alone', () => {
    expect(codePieces('<b>', 'html')).toEqual([{ kind: 'plain', text: '<b>' }])
  })
})
