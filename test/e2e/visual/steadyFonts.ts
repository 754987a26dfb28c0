// Faces that are the same on every machine, and the end of everything that moves.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..', '..')

/** The file of a face by the address STEADY_CSS gives it; null: none of them. */
export function steadyFont(path: string): string | null {
  const name = /^\/steady-fonts\/([\w-]+\.woff2)$/.exec(path)?.[1]
  return name === undefined ? null : join(root, 'node_modules/@fontsource/noto-sans-sc/files', name)
}

const FACES = ['400', '600'].map((weight) =>
  readFileSync(join(root, 'node_modules/@fontsource/noto-sans-sc', `${weight}.css`), 'utf8'),
)
/** Chinese comes from the system in the product; here from the face the report embeds. Nothing else is installed everywhere. */
export const STEADY_CSS = `${FACES.join('\n').replace(/url\(\.\/files\/([^)]+)\) format\('woff2'\),[^;]*/g, "url('/steady-fonts/$1') format('woff2')")}
:root {
  --font-ui: 'Inter', 'Noto Sans SC' !important;
  --font-mono: 'JetBrains Mono', 'Noto Sans SC' !important;
}
*, *::before, *::after {
  transition: none !important;
  animation: none !important;
  caret-color: transparent !important;
}
::-webkit-scrollbar { width: 8px; height: 8px; }
::-webkit-scrollbar-thumb { background: #888; }`
