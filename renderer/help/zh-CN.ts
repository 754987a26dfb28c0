import { byTopic } from './texts.ts'

export const texts = byTopic(
  import.meta.glob<string>('./zh-CN/*.md', { eager: true, query: '?raw', import: 'default' }),
)
