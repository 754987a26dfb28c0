import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { readPalette, type Palette } from '../charts/palette.ts'

const read = (): Palette => {
  const computedStyle = getComputedStyle(document.documentElement)
  return readPalette((property) => computedStyle.getPropertyValue(property))
}

/** The tokens as drawings need them, read again whenever theme or contrast change: drawings switch while they are shown. */
export function usePalette(): Readonly<ShallowRef<Palette>> {
  const palette = shallowRef(read())
  const refresh = (): void => void (palette.value = read())
  const observer = new MutationObserver(refresh)
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-contrast', 'class'],
  })
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map((query) =>
    window.matchMedia(query),
  )
  for (const query of queries) query.addEventListener('change', refresh)
  onScopeDispose(() => {
    observer.disconnect()
    for (const query of queries) query.removeEventListener('change', refresh)
  })
  return palette
}
