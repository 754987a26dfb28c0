import { expect, it } from 'vitest'
import { inTurns } from '../../../electron/engine/jobs/Turns.ts'

const STEPS = 10

/** Each takes longer than others may have to wait for their turn. */
function* steps(done: () => void): Generator<void, string> {
  for (let step = 0; step < STEPS; step++) {
    const until = performance.now() + 25
    while (performance.now() < until);
    done()
    yield
  }
  return 'all'
}

it('work in steps lets a cancel and others in between them', async () => {
  const cancel = new AbortController()
  let done = 0
  setImmediate(() => cancel.abort())
  await expect(
    inTurns(
      steps(() => done++),
      cancel.signal,
    ),
  ).rejects.toMatchObject({ code: 'job/cancelled' })
  expect(done).toBeLessThan(STEPS)

  let others = 0
  const other = (): void => {
    others++
    if (done < STEPS) setImmediate(other)
  }
  done = 0
  setImmediate(other)
  await expect(
    inTurns(
      steps(() => done++),
      new AbortController().signal,
    ),
  ).resolves.toBe('all')
  expect(done).toBe(STEPS)
  expect(others).toBeGreaterThan(STEPS / 2)
})
