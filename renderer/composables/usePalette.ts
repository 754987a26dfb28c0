import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { readPalette, type Palette } from '../charts/palette.ts'

/** Colours of the system (`CanvasText`) and mixtures as numbers, so that drawings can reckon with them; others as they are. */
function resolved(value: string, probe: HTMLElement): string {
  if (value === '' || value.startsWith('#') || !/[a-z]/i.test(value)) return value
  probe.style.color = ''
  probe.style.color = value
  // What is no colour (a font, a number) does not stick.
  return probe.style.color === '' ? value : getComputedStyle(probe).color
}

function read(): Palette {
  const tokens = getComputedStyle(document.documentElement)
  const probe = document.createElement('span')
  probe.style.setProperty('forced-color-adjust', 'none')
  document.documentElement.append(probe)
  const palette = readPalette((property) => resolved(tokens.getPropertyValue(property).trim(), probe))
  probe.remove()
  return palette
}

/** One for the window: reading the tokens costs a style of the whole document. */
let shared: { palette: ShallowRef<Palette>; users: number; stop: () => void } | null = null

function watchTokens(): { palette: ShallowRef<Palette>; users: number; stop: () => void } {
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
  // What was written before its face was there is measured and written again. Tests have no faces.
  const faces = document.fonts as FontFaceSet | undefined
  faces?.addEventListener('loadingdone', refresh)
  const stop = (): void => {
    observer.disconnect()
    for (const query of queries) query.removeEventListener('change', refresh)
    faces?.removeEventListener('loadingdone', refresh)
  }
  return { palette, users: 0, stop }
}

/** The tokens as drawings need them, read again whenever theme, contrast or faces change: drawings switch while they are shown. */
export function usePalette(): Readonly<ShallowRef<Palette>> {
  const watched = (shared ??= watchTokens())
  watched.users++
  onScopeDispose(() => {
    if (--watched.users > 0) return
    watched.stop()
    if (shared === watched) shared = null
  })
  return watched.palette
}
