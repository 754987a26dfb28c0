import { baseCompile } from '@intlify/message-compiler'
import { createI18n } from 'vue-i18n'
import { describe, expect, it } from 'vitest'
import { pseudoMessages, pseudoText } from '../../renderer/i18n/pseudo.ts'

/** As tests have messages, and as a build has them. */
const compiled = (message: string, minify: boolean): object =>
  baseCompile(message, { jit: true, location: false, minify }).ast

describe('the language of developers', () => {
  it('is bracketed, accented and four tenths longer', () => {
    const text = pseudoText('Keyboard shortcuts')
    expect(text).toMatch(/^\[.+\]$/)
    expect(text).not.toContain('Keyboard')
    expect(text.length - 2).toBeGreaterThanOrEqual(Math.floor('Keyboardshortcuts'.length * 1.4))
    expect(pseudoText('')).toBe('')
  })

  it.each([false, true])('keeps values, plural forms and areas (minified: %s)', (minify) => {
    const messages = pseudoMessages({
      area: {
        hello: compiled('Hello', minify),
        n: compiled('{n} source | {n} sources', minify),
        at: compiled('From {from} to {to}.', minify),
      },
    })
    // The types of vue-i18n follow the messages down to the last key; here there is nothing to follow.
    const options = { legacy: false, locale: 'pseudo', messages: { pseudo: messages } }
    const { t } = createI18n(options as never).global as unknown as { t: (...asked: unknown[]) => string }
    expect(t('area.hello')).toMatch(/^\[Ĥéé?ļļôô?~*\]$/)
    expect(t('area.n', { n: 1 }, 1)).toMatch(/^\[1 š.+\]$/)
    expect(t('area.n', { n: 3 }, 3)).toMatch(/^\[3 š.+š~*\]$/)
    expect(t('area.at', { from: '03:41', to: '<b>' })).toMatch(/^\[F.+ 03:41 ţ.+ <b>\.\]$/)
  })
})
