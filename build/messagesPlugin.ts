// Compiles the message catalogues of the window (renderer/i18n/*.json) to vue-i18n's syntax trees while building, so that
// the page needs neither `eval` (refused by its CSP) nor the message compiler's parser for a first paint. Messages without
// choices, as most are, travel as their texts and become trees when they are loaded (renderer/i18n/unfoldMessages.ts): a sixth less.
import { baseCompile } from '@intlify/message-compiler'
import type { Plugin } from 'vite'
import { unfoldMessage } from '../renderer/i18n/unfoldMessages.ts'

type Catalogue = { [key: string]: string | Catalogue }

function compile(messages: Catalogue, path: string): object {
  return Object.fromEntries(
    Object.entries(messages).map(([key, value]): [string, unknown] => {
      if (typeof value !== 'string') return [key, compile(value, `${path}.${key}`)]
      const { ast } = baseCompile(value, {
        jit: true,
        location: false,
        onError: (error) => {
          throw new Error(`${path}.${key}: ${error.message}`)
        },
      })
      const parts = value.split(/\{(\w+)\}/)
      const folded = parts.length === 1 ? value : parts
      return [key, JSON.stringify(ast) === JSON.stringify(unfoldMessage(folded)) ? folded : ast]
    }),
  )
}

export function messagesPlugin(): Plugin {
  return {
    name: 'heapcase-messages',
    enforce: 'pre',
    transform(code, id) {
      if (!/[\\/]renderer[\\/]i18n[\\/][\w.-]+\.json$/.test(id)) return null
      return {
        code: `import { unfoldMessages } from './unfoldMessages.ts'\nexport default unfoldMessages(${JSON.stringify(compile(JSON.parse(code) as Catalogue, id))})`,
        map: null,
        moduleType: 'js',
      }
    },
  }
}
