// MemStats in the fields that a log package writes beside a message:
//   {"time":"…","level":"INFO","msg":"memory","mem":{"Alloc":…}}     slog, zap, zerolog, logrus; in a group of theirs, too
//   {"level":"info","msg":"memory","mem":"{Alloc:… TotalAlloc:…"}    as %+v prints it, or as JSON, in a string
import { isObject } from '../../../../shared/lib/isObject.ts'
import { TEXT_KEYS } from '../logs/jsonLine.ts'
import { parseJson, type JsonObject } from './JsonSplitter.ts'
import { memStatsIn } from './memStats.ts'
import { printedMemStats } from './printedMemStats.ts'

/** Deeper than log packages nest their groups. */
const MAX_DEPTH = 6

/** Every MemStats in the fields of a line, in order. */
export function fieldObjects(line: string): JsonObject[] {
  const value = parseJson(line)
  return isObject(value) ? [...memStatsIn(value), ...stringsIn(value).flatMap(objectsOf)] : []
}

/** Strings that begin as an object does. */
function stringsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return /^&?\{.*HeapAlloc/s.test(value) ? [value] : []
  if (depth === MAX_DEPTH || !isObject(value)) return []
  // The message itself is read as the text of the line.
  const fields = Object.entries(value).filter(([key]) => !TEXT_KEYS.has(key))
  return fields.flatMap(([, inner]) => stringsIn(inner, depth + 1))
}

function objectsOf(text: string): JsonObject[] {
  const bytes = Buffer.from(text.replace(/^&/, ''))
  return memStatsIn(parseJson(printedMemStats(bytes, 0, bytes.length)?.json ?? bytes.toString()))
}
