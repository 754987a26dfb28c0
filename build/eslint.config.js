// Typed lint for .ts and .vue. What a linter can check of style.md is here; import rules are in checkImports.ts.
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import js from '@eslint/js'
import regexp from 'eslint-plugin-regexp'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'
import { BARE_STRINGS, RAW_KEYS, RAW_TEMPLATE_KEYS, SIGNS } from './lintRules.ts'

/** A test left alone would hide all others. */
const FOCUSED = {
  selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name='only']",
  message: 'focused test',
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

export default ts.config(
  {
    ignores: [
      'node_modules/**',
      'out/**',
      'dist/**',
      'test-results/**',
      'test/fixtures/**',
      'test/captures/**',
      // AssemblyScript: other types, checked by its own compiler.
      'electron/engine/formats/gotrace/assembly/**',
      'electron/engine/jobs/traceKernel/assembly/**',
      '**/*.cjs',
    ],
  },
  js.configs.recommended,
  {
    // Every input is hostile: a pattern that goes back and forth over a line of a mebibyte takes hours.
    files: ['electron/**', 'shared/**', 'renderer/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': 'error',
    },
  },
  ts.configs.recommendedTypeChecked,
  vue.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: root, extraFileExtensions: ['.vue'] },
    },
    rules: {
      'no-undef': 'off', // TypeScript knows
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', FOCUSED],
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: ts.parser, projectService: true, tsconfigRootDir: root, extraFileExtensions: ['.vue'] },
      globals: globals.browser,
    },
    rules: {
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': ['error', { ignores: ['App'] }],
      // Layout of templates is Prettier's.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/require-default-prop': 'off',
      'vue/attributes-order': 'off',
    },
  },
  {
    files: ['renderer/**'],
    rules: {
      'no-restricted-syntax': ['error', FOCUSED, ...RAW_KEYS, ...BARE_STRINGS],
    },
  },
  {
    files: ['renderer/**/*.vue'],
    rules: {
      'vue/no-restricted-syntax': ['error', ...RAW_TEMPLATE_KEYS],
      'vue/no-bare-strings-in-template': ['error', { allowlist: SIGNS }],
    },
  },
  // Shows parts to developers.
  {
    files: ['renderer/gallery/**/*.vue'],
    rules: { 'vue/no-bare-strings-in-template': 'off', 'vue/multi-word-component-names': 'off' },
  },
  // The one place that hears keys.
  {
    files: ['renderer/composables/useShortcuts.ts'],
    rules: { 'no-restricted-syntax': ['error', FOCUSED, ...BARE_STRINGS] },
  },
  { files: ['electron/engine/**', 'shared/**'], rules: { 'no-console': 'error' } },
  { files: ['**/*.js'], extends: [ts.configs.disableTypeChecked], languageOptions: { globals: globals.node } },
)
