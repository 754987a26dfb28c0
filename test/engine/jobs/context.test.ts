import { expect, it } from 'vitest'
import { inTurns } from '../../../electron/engine/jobs/context.ts'

it('work in steps lets a cancel in after each of them', async () => {
  const cancel = new AbortController()
  let done = 0
  function* steps(): Generator<void, string> {
    for (; done < 10; done++) yield
    return 'all'
  }
  const context = { signal: cancel.signal, onProgress: () => undefined }
  setImmediate(() => cancel.abort())
  await expect(inTurns(steps(), context)).rejects.toMatchObject({ code: 'job/cancelled' })
  expect(done).toBeLessThan(10)
  await expect(inTurns(steps(), { ...context, signal: new AbortController().signal })).resolves.toBe('all')
})
