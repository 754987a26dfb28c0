// @vitest-environment happy-dom
import { effectScope, nextTick, ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { useInTurn } from '../../../renderer/composables/useInTurn.ts'

const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('useInTurn', () => {
  it('lets one part more be there in each task, and more of them when there are', async () => {
    const scope = effectScope()
    const count = ref(0)
    const turn = scope.run(() => useInTurn(() => count.value))!
    await task()
    expect(turn.value).toBe(0)
    count.value = 3
    await nextTick()
    const seen = new Set<number>()
    for (let round = 0; round < 20 && turn.value < 3; round++) {
      seen.add(turn.value)
      await task()
    }
    expect([...seen, turn.value]).toEqual([0, 1, 2, 3])
    count.value = 4
    for (let round = 0; round < 20 && turn.value < 4; round++) await task()
    expect(turn.value).toBe(4)
    // Fewer are there at once: what is gone needs no turn.
    count.value = 1
    await task()
    expect(turn.value).toBe(4)
    scope.stop()
  })

  it('ends with what it was for', async () => {
    const scope = effectScope()
    const turn = scope.run(() => useInTurn(() => 50))!
    await task()
    scope.stop()
    const at = turn.value
    for (let round = 0; round < 5; round++) await task()
    expect(turn.value).toBeLessThanOrEqual(at + 1)
  })
})
