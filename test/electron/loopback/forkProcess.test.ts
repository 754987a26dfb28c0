import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ChildPort, ProcessExit } from '../../../electron/host/ShellServices.ts'
import { forkProcess } from '../../../electron/loopback/forkProcess.ts'

function child(program: string): {
  port: ChildPort<unknown, unknown>
  messages: unknown[]
  exit: Promise<ProcessExit>
} {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-fork-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const entry = join(folder, 'child.ts')
  writeFileSync(entry, program)
  const port = forkProcess<unknown, unknown>(entry)
  const messages: unknown[] = []
  port.onMessage((message) => messages.push(message))
  return { port, messages, exit: new Promise((resolve) => port.onExit(resolve)) }
}

describe('forkProcess', () => {
  it('carries typed arrays both ways, in order, before it tells the exit', async () => {
    const { port, messages, exit } = child(`
      process.on('message', (message: unknown) => {
        let unsent = 200
        const sent = () => { if (--unsent === 0) process.disconnect() }
        for (let i = 0; i < 200; i++) process.send?.([i, message], sent)
      })`)
    port.post(new Float64Array([1, NaN]))
    expect(await exit).toMatchObject({ code: 0, signal: null })
    expect(messages).toHaveLength(200)
    expect(messages[199]).toEqual([199, new Float64Array([1, NaN])])
  })

  it('tells a crash with its last words', async () => {
    const { exit } = child(`throw new Error('out of luck')`)
    const { code, lastWords } = await exit
    expect(code).toBe(1)
    expect(lastWords).toContain('Error: out of luck')
  })

  it('ends a process that does nothing else', async () => {
    const { port, messages, exit } = child(`process.send?.('up'); for (;;);`)
    await new Promise<void>((resolve) => port.onMessage(() => resolve()))
    port.kill()
    expect(await exit).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect(messages).toEqual(['up'])
    port.post('too late')
  })
})
