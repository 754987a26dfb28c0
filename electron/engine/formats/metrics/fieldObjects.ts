// MemStats in the fields that a log package writes beside a message:
//   {"time":"…","level":"INFO","msg":"memory","mem":{"Alloc":…}}     slog, zap, zerolog, logrus; in a group of theirs, too
//   time=… level=INFO msg=memory mem="{Alloc:… TotalAlloc:…"         slog's TextHandler
//   {"level":"info","msg":"memory","mem":"{Alloc:… TotalAlloc:…"}    as %+v prints it, or as JSON, in a string
import { isObject } from '../../../../shared/lib/isObject.ts'
import { TEXT_KEYS } from '../logs/jsonLine.ts'
import { parseJson, type JsonObject } from './JsonSplitter.ts'
import { memStatsIn, MOST_GROUPS } from './memStats.ts'
import { figuresOf, type Figures } from './printedFigures.ts'
import { printedMemStats } from './printedMemStats.ts'

/** Every MemStats in the fields of a line, in order. */
export function fieldObjects(line: string): JsonObject[] {
  if (!line.startsWith('{')) return quotedIn(line).flatMap(objectsOf)
  const value = parseJson(line)
  return isObject(value) ? [...memStatsIn(value), ...stringsIn(value).flatMap(objectsOf)] : []
}

/** The first object in the fields of a line that has figures of MemStats under names of its own: `{"heap_alloc":…,"heap_sys":…}`. */
export function fieldFigures(line: string): Figures | null {
  const value = parseJson(line)
  return isObject(value) ? figuresWithin(value, 0) : null
}

function figuresWithin(object: JsonObject, depth: number): Figures | null {
  const own = figuresOf(object)
  if (own !== null || depth === MOST_GROUPS) return own
  for (const inner of Object.values(object)) {
    const found = isObject(inner) ? figuresWithin(inner, depth + 1) : null
    if (found !== null) return found
  }
  return null
}

/** Strings that begin as an object does. */
function stringsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return /^&?\{.*HeapAlloc/s.test(value) ? [value] : []
  if (depth === MOST_GROUPS || !isObject(value)) return []
  // The message itself is read as the text of the line.
  const fields = Object.entries(value).filter(([key]) => !TEXT_KEYS.has(key))
  return fields.flatMap(([, inner]) => stringsIn(inner, depth + 1))
}

/** `mem="{Alloc:…"` in keys and values. */
const quotedIn = (line: string): string[] =>
  Array.from(line.matchAll(/="(&?\{(?:[^"\\]|\\.)*HeapAlloc(?:[^"\\]|\\.)*)"/g), ([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  )

function objectsOf(text: string): JsonObject[] {
  const bytes = Buffer.from(text.replace(/^&/, ''))
  return memStatsIn(parseJson(printedMemStats(bytes, 0, bytes.length)?.json ?? bytes.toString()))
}
