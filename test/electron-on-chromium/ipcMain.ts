import { guard } from './guard.ts'

type Handler = (event: never, ...args: never[]) => unknown
const handlers = new Map<string, Handler>()

export const handlerOf = (channel: string): ((event: unknown, ...args: unknown[]) => unknown) | undefined =>
  handlers.get(channel) as ((event: unknown, ...args: unknown[]) => unknown) | undefined

export const ipcMain = guard('ipcMain', {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
})
