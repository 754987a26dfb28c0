import { byArea } from './index.ts'

export const messages = byArea(import.meta.glob('./*.zh-CN.json', { eager: true }))
