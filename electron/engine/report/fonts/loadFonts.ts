// The faces of the report: subsets of the @fontsource packages with the ranges of characters each one draws.
// A folder with the same layout (<package>/400.css, <package>/files/*.woff2) can stand in, as in the packaged app.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { CodedError } from '../../../../shared/lib/result.ts'

/** One subset of one face: which characters it draws, and its bytes when asked for. */
export interface FontSubset {
  family: string
  /** Weight under which the report's style sheet asks for it. */
  weight: 400 | 600
  /** First and last code point of each range, both included, ascending. */
  ranges: readonly (readonly [number, number])[]
  /** The range list as CSS writes it. */
  unicodeRange: string
  read(): Uint8Array
}

export interface ReportFonts {
  subsets: readonly FontSubset[]
}

/** Faces by package; Noto Sans SC has no 600 in the bundle, its 700 is shown where the report asks for 600. */
const FACES: { folder: string; family: string; css: string; weight: 400 | 600 }[] = [
  { folder: 'inter', family: 'Inter', css: '400.css', weight: 400 },
  { folder: 'inter', family: 'Inter', css: '600.css', weight: 600 },
  { folder: 'jetbrains-mono', family: 'JetBrains Mono', css: '400.css', weight: 400 },
  { folder: 'noto-sans-sc', family: 'Noto Sans SC', css: '400.css', weight: 400 },
  { folder: 'noto-sans-sc', family: 'Noto Sans SC', css: '700.css', weight: 600 },
]

const BLOCK = /@font-face\s*\{[^}]*\}/g
const FILE = /url\(\.\/files\/([\w.[\]-]+\.woff2)\)/
const RANGE = /unicode-range:([^;]+);/

/**
 * Reads the range lists of the bundled faces; font bytes are read only when a report needs them.
 * `folder` holds `inter`, `jetbrains-mono` and `noto-sans-sc`; without it the installed packages are taken.
 * Throws `report/fonts-missing` where a face is not there.
 */
export function loadFonts(folder: string = installedFolder()): ReportFonts {
  const subsets: FontSubset[] = []
  for (const face of FACES) {
    const base = join(folder, face.folder)
    let css: string
    try {
      css = readFileSync(join(base, face.css), 'utf8')
    } catch (thrown) {
      throw missing(base, thrown)
    }
    for (const [block] of css.matchAll(BLOCK)) {
      const file = FILE.exec(block)?.[1]
      if (file === undefined) continue
      const unicodeRange = RANGE.exec(block)?.[1]?.trim() ?? 'U+0-10FFFF'
      subsets.push({
        family: face.family,
        weight: face.weight,
        unicodeRange,
        ranges: parseRanges(unicodeRange),
        read: () => {
          try {
            return readFileSync(join(base, 'files', file))
          } catch (thrown) {
            throw missing(base, thrown)
          }
        },
      })
    }
  }
  return { subsets }
}

/** `U+20-7E,U+4??` as pairs of code points. Question marks stand for any hex digit. */
export function parseRanges(unicodeRange: string): (readonly [number, number])[] {
  return unicodeRange
    .split(',')
    .map((part) => part.trim().replace(/^u\+/i, ''))
    .filter((part) => part !== '')
    .map((part) => {
      const [from = '', to = from] = part.split('-')
      return [parseInt(from.replaceAll('?', '0'), 16), parseInt(to.replaceAll('?', 'f'), 16)] as const
    })
    .sort((a, b) => a[0] - b[0])
}

function installedFolder(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve('@fontsource/inter/package.json')))
  } catch (thrown) {
    throw missing('@fontsource/inter', thrown)
  }
}

function missing(place: string, cause: unknown): CodedError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new CodedError('report/fonts-missing', `The report's fonts could not be read from ${place}: ${reason}`, {
    path: place,
  })
}
