// Noto Sans SC, for machines that have no Chinese face of their own (tokens.css names it last). Its package cuts it into a hundred
// subsets: a table says which characters each has, and the file of one is read when a character of it is first shown.
import rangesAddress from '@fontsource/noto-sans-sc/unicode.json?url'

const FILES = import.meta.glob<string>(
  '../../node_modules/@fontsource/noto-sans-sc/files/noto-sans-sc-*-{400,600}-normal.woff2',
  { eager: true, import: 'default', query: '?url&no-inline' },
)
const FILE = /noto-sans-sc-(?<subset>\d+)-(?<weight>\d+)-normal\.woff2$/

/** Latin letters are not among them: those are Inter's. */
export async function addChineseFaces(): Promise<void> {
  const ranges = (await (await fetch(rangesAddress)).json()) as Record<string, string>
  for (const [path, address] of Object.entries(FILES)) {
    const { subset = '', weight = '' } = FILE.exec(path)?.groups ?? {}
    const unicodeRange = ranges[`[${subset}]`]
    if (unicodeRange !== undefined)
      document.fonts.add(new FontFace('Noto Sans SC', `url(${address})`, { weight, unicodeRange }))
  }
}
