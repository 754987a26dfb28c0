// The linter's own rules fire on what they forbid, stay silent on what is right, and hold where they should.
import { resolve } from 'node:path'
import { ESLint, Linter } from 'eslint'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'
import { describe, expect, it } from 'vitest'
import { BARE_STRINGS, RAW_KEYS, RAW_TEMPLATE_KEYS, SIGNS } from '../../build/lintRules.ts'

const root = resolve(import.meta.dirname, '../..')
const linter = new Linter()
const rules = (messages: Linter.LintMessage[]): string[] => messages.map(({ ruleId, message }) => ruleId ?? message)

const script = (code: string): string[] =>
  rules(
    linter.verify(
      code,
      [
        {
          files: ['**/*.ts'],
          languageOptions: { parser: ts.parser },
          rules: { 'no-restricted-syntax': ['error', ...RAW_KEYS, ...BARE_STRINGS] },
        },
      ],
      'x.ts',
    ),
  )
const template = (code: string): string[] =>
  rules(
    linter.verify(
      `<template>${code}</template>`,
      [
        {
          files: ['**/*.vue'],
          plugins: { vue: vue },
          languageOptions: { parser: vueParser, parserOptions: { parser: ts.parser } },
          rules: {
            'vue/no-restricted-syntax': ['error', ...RAW_TEMPLATE_KEYS],
            'vue/no-bare-strings-in-template': ['error', { allowlist: SIGNS }],
          },
        },
      ],
      'x.vue',
    ),
  )

describe('raw key handlers', () => {
  it.each([
    `window.addEventListener('keydown', on)`,
    `document.removeEventListener('keyup', on)`,
    `element.value?.addEventListener('keypress', on)`,
    `addEventListener('keydown', on)`,
    `useEventListener(window, 'keydown', on)`,
    `onKeyStroke('Escape', on)`,
    `element.onkeydown = on`,
    `h('div', { onKeydown: on })`,
    `import { tinykeys } from 'tinykeys'`,
  ])('are refused in a script: %s', (code) => {
    expect(script(code)).toEqual(['no-restricted-syntax'])
  })

  it.each([
    `<p @keydown="on" />`,
    `<p @keydown.enter.prevent="on" />`,
    `<p v-on:keyup.esc="on" />`,
    `<p v-on="{ keydown: on }" />`,
  ])('are refused in a template: %s', (code) => {
    expect(template(code)).toEqual(['vue/no-restricted-syntax'])
  })

  it('are not other events', () => {
    expect(script(`window.addEventListener('pointerdown', on); h('p', { onClick: on })`)).toEqual([])
    expect(template(`<p @click="on" @focus="on" @escape-key-down="on" />`)).toEqual([])
  })
})

describe('words in the code', () => {
  it('are refused in templates and toasts', () => {
    expect(template(`<p>Loading</p>`)).toEqual(['vue/no-bare-strings-in-template'])
    expect(template(`<input placeholder="Search" />`)).toEqual(['vue/no-bare-strings-in-template'])
    expect(template(`<p aria-label="Close" />`)).toEqual(['vue/no-bare-strings-in-template'])
    expect(script(`toasts.show('Saved'); useToastStore().show('x', { tone: 'error' })`)).toEqual([
      'no-restricted-syntax',
      'no-restricted-syntax',
    ])
  })

  it('are not signs, messages and data', () => {
    expect(template(`<p :title="t('a.b')">{{ t('a.b') }} · {{ value }} → …</p>`)).toEqual([])
    expect(script(`toasts.show(t('a.b'))`)).toEqual([])
  })
})

describe('the configuration', () => {
  const eslint = new ESLint({ overrideConfigFile: resolve(root, 'build/eslint.config.js'), cwd: root })
  const restricted = async (file: string, rule = 'no-restricted-syntax'): Promise<string> =>
    JSON.stringify(((await eslint.calculateConfigForFile(resolve(root, file))) as Linter.Config).rules?.[rule] ?? null)

  it('holds these rules in the window, and lets the one place hear keys', async () => {
    for (const file of ['renderer/frame/StatusBar.vue', 'renderer/composables/useKeys.ts', 'renderer/stores/jobs.ts'])
      for (const { selector } of RAW_KEYS) expect(await restricted(file), file).toContain(JSON.stringify(selector))
    expect(await restricted('renderer/frame/StatusBar.vue', 'vue/no-restricted-syntax')).toContain('VAttribute')
    expect(await restricted('renderer/frame/StatusBar.vue', 'vue/no-bare-strings-in-template')).toMatch(/^\[2/)
    const dispatcher = await restricted('renderer/composables/useShortcuts.ts')
    expect(dispatcher).not.toContain('keydown')
    expect(dispatcher).toContain('only')
  })
})
