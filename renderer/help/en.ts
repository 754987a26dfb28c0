import { byTopic } from './texts.ts'

export const texts = byTopic(import.meta.glob<string>('./en/*.md', { eager: true, query: '?raw', import: 'default' }))
