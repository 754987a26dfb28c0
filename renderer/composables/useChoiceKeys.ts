import { useKeys } from './useKeys.ts'

const GROUP = '[role="radiogroup"], [role="tablist"]'
const OPTIONS = '[role="radio"]:not(:disabled), [role="tab"]:not(:disabled)'

/**
 * Arrow keys in every row of choices and tabs, wherever a view has one: the next one is chosen and gets the focus. Called once, by the
 * frame. Reka's own rows hear their keys before this and keep them.
 */
export function useChoiceKeys(): void {
  const group = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>(GROUP) ?? null

  function move(by: 1 | -1): boolean {
    const options = [...(group()?.querySelectorAll<HTMLElement>(OPTIONS) ?? [])]
    const at = options.findIndex((option) => option === document.activeElement)
    const next = options[(at + by + options.length) % options.length]
    if (at < 0 || !next) return false
    next.focus()
    next.click()
    return true
  }
  useKeys(group, 'choice', { 'choice.next': () => move(1), 'choice.previous': () => move(-1) })
}
