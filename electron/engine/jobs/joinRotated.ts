// Entries of a preview that are the pieces of one rotated log become one entry.
import { isLog } from '../../../shared/records/index.ts'
import type { PreviewEntry, SourceKind } from '../../../shared/records/index.ts'
import { decodePlaces, encodePlaces } from './places.ts'
import { worstFirst } from './previewEntry.ts'
import { missingPart, rotatedSets } from './rotated.ts'
import type { Piece, RotatedSet } from './rotated.ts'

/** A piece without a line of the runtime is a piece all the same; one with nothing but a crash is, too. */
const EMPTY_PIECES = new Set(['text/no-gc-line', 'gctrace/no-cycles', 'runtime/no-lines'])

const isPiece = ({ recognised, refusal, duplicateOf }: PreviewEntry): boolean =>
  refusal === null
    ? recognised !== null && (isLog(recognised.kind) || recognised.kind === 'goroutines') && duplicateOf === null
    : EMPTY_PIECES.has(refusal.code)

/** The entries with every rotated log as one entry, where its oldest piece stood. */
export function joinRotated(entries: readonly PreviewEntry[], pieces: ReadonlyMap<string, Piece>): PreviewEntry[] {
  const candidates = entries.filter((entry) => isPiece(entry) && pieces.has(entry.file))
  const byFile = new Map(candidates.map((entry) => [entry.file, entry]))
  const sets = rotatedSets(candidates.flatMap(({ file }) => pieces.get(file) ?? []))
  const joined = new Map<string, PreviewEntry | null>()
  for (const set of sets) {
    const parts = set.pieces.flatMap(({ file }) => byFile.get(file) ?? [])
    // Text files that nothing is known of do not become a log by their names, nor do dumps that are numbered.
    if (!parts.some(({ refusal, recognised }) => refusal === null && recognised !== null && isLog(recognised.kind)))
      continue
    parts.forEach(({ file }, index) => joined.set(file, index === 0 ? setEntry(set, parts) : null))
  }
  return entries.flatMap((entry) => {
    const set = joined.get(entry.file)
    return set === undefined ? [entry] : set === null ? [] : [set]
  })
}

function setEntry(set: RotatedSet, parts: readonly PreviewEntry[]): PreviewEntry {
  const taken = parts.filter(({ refusal }) => refusal === null)
  const kinds = taken.flatMap(({ recognised }) => recognised ?? [])
  const kind: SourceKind =
    kinds.find((each) => each.kind === 'gctrace')?.kind ?? kinds.find((each) => isLog(each.kind))?.kind ?? 'gctrace'
  const variants = [...new Set(kinds.flatMap(({ variant }) => variant ?? []))]
  const placements = taken.flatMap(({ placement }) => placement ?? [])
  const [first] = placements
  const counts: Record<string, number> = {}
  for (const part of parts)
    for (const [name, count] of Object.entries(part.counts)) counts[name] = (counts[name] ?? 0) + count
  const issues = { note: 0, dataLoss: 0, error: 0 }
  for (const part of taken)
    for (const severity of ['note', 'dataLoss', 'error'] as const) issues[severity] += part.issues[severity]
  const missing = missingPart(set)
  if (missing) issues.dataLoss += missing.count
  return {
    file: encodePlaces(parts.flatMap(({ file }) => decodePlaces(file))),
    name: set.name,
    path: set.path,
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    recognised: {
      kind,
      variant: variants.length > 0 ? variants.join(', ') : null,
      confidence: Math.max(...kinds.map(({ confidence }) => confidence)),
      because: `${parts.length} files are one rotated log, put in order by their ${set.orderedBy}`,
    },
    refusal: null,
    duplicateOf: null,
    placement: first
      ? {
          startMs: Math.min(...placements.map(({ startMs }) => startMs)),
          endMs: Math.max(...placements.map(({ endMs }) => endMs)),
          errorMs: Math.max(...placements.map(({ errorMs }) => errorMs)),
          basis: first.basis,
        }
      : null,
    excerpt: taken[0]?.excerpt ?? [],
    counts,
    issues,
    skipped: worstFirst([...(missing ? [missing] : []), ...taken.flatMap(({ skipped }) => skipped)]),
    possibleKinds: taken[0]?.possibleKinds ?? [],
    isKindChosen: false,
    container: parts[0]?.container ?? null,
    parts: set.pieces.map(({ path, firstMs, lastMs }, index) => ({
      path,
      bytes: parts[index]?.bytes ?? 0,
      firstMs,
      lastMs,
    })),
  }
}
