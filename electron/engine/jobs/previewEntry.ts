// What one file or entry of a container is, or why it is not taken: recognised, and read as a whole where it is not too long.
import { createHash } from 'node:crypto'
import { isLines, NO_ISSUES, SOURCE_KINDS } from '../../../shared/records/index.ts'
import type { ImportIssue, PreviewEntry, SourceId, SourceKind } from '../../../shared/records/index.ts'
import { toCallError } from '../../../shared/lib/result.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { createReader, isRefusal, isTextual, MTRACE_REFUSAL, WITHOUT_RECORDS } from '../formats/index.ts'
import type { ReadSummary, Recognition, Refusal } from '../formats/index.ts'
import { isCancelled } from './context.ts'
import { excerptOfLog, excerptOfProfile } from './excerpts.ts'
import { KIND_RULES } from './kindRules.ts'
import { placementFromName } from './placement.ts'
import { readSource } from './readSource.ts'
import type { Piece } from './rotated.ts'
import type { SourceBytes } from './sourceBytes.ts'

/** Issues of one entry that are shown before the import. */
const SHOWN_ISSUES = 8
const SEVERITY = ['error', 'dataLoss', 'note'] as const

/** What the files of one preview share. */
export interface Batch {
  /** To tell what is in the case already; null where there is no case yet. */
  caseFile: CaseFile | null
  signal: AbortSignal
  /** SHA-256 of the files read so far, and their paths: the same bytes twice in one batch are taken once. */
  seen: Map<string, string>
  /** How much more may be read whole. */
  bytesLeft: number
  /** What is known of each log for putting rotated ones together. */
  pieces: Map<string, Piece>
}

/** Something to be judged, and how its bytes are come by. */
export interface Candidate {
  file: string
  name: string
  path: string
  bytes: number
  container: string | null
  refusal: PreviewEntry['refusal']
  /** First bytes, 64 KiB or all. */
  head: Uint8Array
  recognise(): Promise<Recognition | Refusal>
  /** All bytes, once; null: too many to be read before the import. */
  all: ((use: (bytes: SourceBytes) => Promise<void>) => Promise<void>) | null
  /** The source that has the same bytes, for what is too long to be read here. */
  duplicate: (() => Promise<SourceId | null>) | null
  /** The kind that the user says it is. */
  as: SourceKind | null
}

export function emptyEntry({ file, name, path, bytes, container, refusal }: Candidate): PreviewEntry {
  return {
    file,
    name,
    path,
    bytes,
    recognised: null,
    refusal,
    duplicateOf: null,
    placement: null,
    excerpt: [],
    counts: {},
    issues: { ...NO_ISSUES },
    skipped: [],
    possibleKinds: [],
    isKindChosen: false,
    container,
    parts: [],
  }
}

/** Never throws for what is in the bytes; cancelling throws. */
export async function previewEntry(candidate: Candidate, batch: Batch): Promise<PreviewEntry> {
  const entry = emptyEntry(candidate)
  if (entry.refusal) return entry
  try {
    entry.possibleKinds = possibleKinds(candidate.head)
    const answer = candidate.as === null ? await candidate.recognise() : chosen(candidate.as)
    if (isRefusal(answer)) {
      entry.refusal = withoutMtrace(candidate.name, {
        code: answer.code,
        message: answer.message,
        ...placeOf(answer.at),
      })
      if (isTextual(candidate.head)) entry.excerpt = excerptOfLog(candidate.head)
      notePiece(candidate, null, batch)
      return entry
    }
    entry.recognised = answer
    entry.isKindChosen = candidate.as !== null
    if (candidate.all) await readWhole(entry, candidate, answer.kind, batch)
    else {
      entry.duplicateOf = (await candidate.duplicate?.()) ?? null
      if (isLines(answer.kind)) {
        entry.excerpt = excerptOfLog(candidate.head)
        notePiece(candidate, null, batch)
      }
    }
    if (KIND_RULES[answer.kind].isTimedByName) entry.placement ??= placementFromName(entry.name)
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown
    const { code, message, detail } = toCallError(thrown)
    entry.refusal = { code, message, ...placeOf(detail) }
  }
  return entry
}

const chosen = (kind: SourceKind): Recognition => ({
  kind,
  variant: null,
  confidence: 0,
  because: 'it was chosen to be read so',
})

/** Every kind that files of the same nature can be. */
function possibleKinds(head: Uint8Array): SourceKind[] {
  const isText = isTextual(head)
  return head.length === 0 ? [] : SOURCE_KINDS.filter((kind) => (KIND_RULES[kind].isText ?? isText) === isText)
}

async function readWhole(entry: PreviewEntry, candidate: Candidate, kind: SourceKind, batch: Batch): Promise<void> {
  batch.bytesLeft -= candidate.bytes
  const issues: ImportIssue[] = []
  const hash = createHash('sha256')
  await candidate.all?.(async (bytes) => {
    const summary = await readSource(
      bytes,
      kind,
      {
        profile(columns) {
          entry.excerpt = excerptOfProfile(columns)
        },
        issue(issue) {
          entry.issues[issue.severity] += issue.count
          issues.push(issue)
        },
      },
      { signal: batch.signal, onChunk: (chunk) => hash.update(chunk) },
    )
    entry.counts = summary.counts
    entry.placement = summary.placement
    if (entry.recognised) entry.recognised.variant = summary.variant ?? entry.recognised.variant
    if (summary.records === 0) entry.refusal = withoutMtrace(candidate.name, WITHOUT_RECORDS[kind])
    notePiece(candidate, summary, batch)
  })
  if (isLines(kind)) entry.excerpt = excerptOfLog(candidate.head)
  entry.skipped = worstFirst(issues)
  const sha256 = hash.digest('hex')
  const twin = batch.seen.get(sha256)
  const known = batch.caseFile?.sources.findBySha256(sha256)?.id ?? null
  if (twin !== undefined)
    entry.refusal = { code: 'import/same-as', message: `The same bytes as ${twin}, which is in this batch.` }
  else batch.seen.set(sha256, entry.path)
  entry.duplicateOf = known
}

export const worstFirst = (issues: readonly ImportIssue[]): ImportIssue[] =>
  [...issues]
    .sort((a, b) => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity) || b.count - a.count)
    .slice(0, SHOWN_ISSUES)

/** Somebody who looks for what the setting never wrote is told so, also where the file is empty. */
function withoutMtrace(name: string, refusal: PreviewEntry['refusal']): PreviewEntry['refusal'] {
  const isNothing = refusal && ['file/empty', 'text/no-gc-line', 'gctrace/no-cycles'].includes(refusal.code)
  return isNothing && /mtrace/i.test(name) ? { ...MTRACE_REFUSAL } : refusal
}

/** What a log tells for its place among the pieces of a rotated one; of a long one its first bytes do. */
function notePiece({ file, path, head }: Candidate, summary: ReadSummary | null, batch: Batch): void {
  if (!isTextual(head)) return
  const from = summary ?? summaryOfHead(head)
  const [life] = from.lives
  batch.pieces.set(file, {
    file,
    path,
    firstMs: from.lineTimes?.firstMs ?? null,
    lastMs: summary ? (from.lineTimes?.lastMs ?? null) : null,
    cycles:
      life && from.lives.length === 1 && life.cycles > 0
        ? { first: life.firstCycle, last: life.lastCycle, endNs: life.durationNs }
        : null,
  })
}

function summaryOfHead(head: Uint8Array): ReadSummary {
  const reader = createReader('gctrace', { issue: () => undefined })
  reader.push(head)
  try {
    return reader.finish()
  } catch {
    // The head of a packed file ends inside its packing.
    return { counts: {}, variant: null, lives: [], placement: null, records: 0 }
  }
}

export function placeOf(place: { byte?: unknown; line?: unknown } | undefined): {
  at?: { byte?: number; line?: number }
} {
  const { byte, line } = place ?? {}
  if (typeof byte !== 'number' && typeof line !== 'number') return {}
  return { at: { ...(typeof byte === 'number' && { byte }), ...(typeof line === 'number' && { line }) } }
}
