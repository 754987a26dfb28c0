import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { baseCompile } from '@intlify/message-compiler'
import { describe, expect, it } from 'vitest'
import { messagesPlugin } from '../../build/messagesPlugin.ts'
import { messages } from '../../renderer/i18n/en.ts'
import { unfoldMessages, type FoldedMessages } from '../../renderer/i18n/unfoldMessages.ts'

const folder = resolve(import.meta.dirname, '../../renderer/i18n')
const transform = messagesPlugin().transform as (code: string, id: string) => { code: string } | null

describe('messages of a build', () => {
  it('are compiled, every catalogue of them', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
    expect(files.length).toBeGreaterThan(30)
    for (const name of files) {
      const path = join(folder, name)
      const compiled = transform(readFileSync(path, 'utf8'), path)
      // No string is left that would have to be parsed in the window: plain ones are but unfolded.
      expect(compiled?.code, name).toMatch(/^import .*\nexport default unfoldMessages\(\{/)
      expect(compiled?.code, name).not.toMatch(/":"[^"]*\{\w+\}/)
    }
  })

  it('reach the window compiled', () => {
    const leaves = (node: unknown): unknown[] =>
      typeof node === 'object' && node !== null && !('body' in node) && !('b' in node)
        ? Object.values(node).flatMap(leaves)
        : [node]
    expect(leaves(messages).filter((leaf) => typeof leaf === 'string')).toEqual([])
  })

  it('are unfolded to what the compiler makes of them', () => {
    const texts = {
      plain: 'Live heap',
      quoted: "it's 50 %",
      mail: "a{'@'}b",
      plural: 'one | many',
      deep: { filled: '{n} of {all}' },
    }
    const { code } = transform(JSON.stringify(texts), join(folder, 'x.en.json')) as { code: string }
    const folded = JSON.parse(code.slice(code.indexOf('(') + 1, -1)) as FoldedMessages
    expect(folded).toMatchObject({ plain: texts.plain, quoted: texts.quoted })
    const tree = (text: string): object => baseCompile(text, { jit: true, location: false }).ast
    expect(JSON.parse(JSON.stringify(unfoldMessages(folded)))).toEqual(
      JSON.parse(
        JSON.stringify({
          plain: tree(texts.plain),
          quoted: tree(texts.quoted),
          mail: tree(texts.mail),
          plural: tree(texts.plural),
          deep: { filled: tree(texts.deep.filled) },
        }),
      ),
    )
  })

  it('leaves other files alone, and refuses what does not compile by its key', () => {
    expect(transform('{}', join(folder, '../package.json'))).toBeNull()
    expect(() => transform('{"a": {"b": "{c"}}', join(folder, 'x.en.json'))).toThrow('x.en.json.a.b')
  })
})
