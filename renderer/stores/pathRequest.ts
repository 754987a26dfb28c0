import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** What the window asks a path for, where the shell has no dialogs of its own. */
export interface PathQuestion {
  kind: 'openCase' | 'newCase' | 'saveFile' | 'importSources'
  title: string
  /** For new files: the name offered, with its extension. */
  suggestedName: string
}

/** The folder browser's question and its answer. */
export const usePathRequestStore = defineStore('pathRequest', () => {
  const question = shallowRef<PathQuestion | null>(null)
  /** Of a new case: a file of the name is there, and was chosen to be opened instead. */
  const opensInstead = shallowRef(false)
  let settle: ((paths: string[]) => void) | null = null

  /** Asks for one path (or several, for sources); empty when the user changed their mind. */
  function ask(next: PathQuestion): Promise<string[]> {
    settle?.([])
    opensInstead.value = false
    question.value = next
    return new Promise((resolve) => {
      settle = resolve
    })
  }

  function answer(paths: string[], isOpened = false): void {
    question.value = null
    opensInstead.value = isOpened
    settle?.(paths)
    settle = null
  }

  return { question, opensInstead, ask, answer }
})
