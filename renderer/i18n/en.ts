import { byArea } from './index.ts'

export const messages = byArea(import.meta.glob('./*.en.json', { eager: true }))
