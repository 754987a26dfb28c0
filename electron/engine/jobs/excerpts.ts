// A few lines of a source for people, before it is imported.
import type { ProfileColumns } from '../../../shared/records/index.ts'
import { formatSampleValue } from '../../../shared/units/format.ts'
import { decodeText, plainHead } from '../formats/index.ts'

const EXCERPT_LINES = 4
const EXCERPT_CHARACTERS = 200

/** The first gc lines of a log, else its first lines. */
export function excerptOfLog(head: Uint8Array): string[] {
  const lines = decodeText(plainHead(head)).split(/\r?\n/)
  const cycles = lines.filter((line) => /\bgc \d+ @/.test(line))
  const shown = cycles.length > 0 ? cycles : lines.filter((line) => line.trim() !== '')
  return shown.slice(0, EXCERPT_LINES).map((line) => line.slice(0, EXCERPT_CHARACTERS))
}

export const excerptOfProfile = ({ sampleTypes, values }: ProfileColumns): string[] =>
  sampleTypes.map(({ type, unit }, index) => {
    const total = values[index]?.reduce((sum, value) => sum + value, 0) ?? 0
    return `${type}/${unit}: ${formatSampleValue(total, unit)}`
  })
