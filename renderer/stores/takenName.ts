import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** What is done about a file that is where a new case was to be: it is opened, another name is asked for, or nothing. */
export type TakenAnswer = 'open' | 'rename' | null

/** The question about such a file, asked by the frame. */
export const useTakenNameStore = defineStore('takenName', () => {
  const path = shallowRef<string | null>(null)
  let settle: ((answer: TakenAnswer) => void) | null = null

  function ask(taken: string): Promise<TakenAnswer> {
    settle?.(null)
    path.value = taken
    return new Promise((resolve) => {
      settle = resolve
    })
  }

  function answer(given: TakenAnswer): void {
    path.value = null
    settle?.(given)
    settle = null
  }

  return { path, ask, answer }
})
