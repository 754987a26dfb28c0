// Preview: what each file under the given paths is, or why it is not taken, before anything is written.
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { PreviewEntry, ProfileColumns, SourceId, SourceKind } from '../../../shared/records/index.ts'
import { NO_ISSUES } from '../../../shared/records/index.ts'
import { toCallError } from '../../../shared/lib/result.ts'
import { formatSampleValue } from '../../../shared/units/format.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { isRefusal, recogniseFile } from '../formats/index.ts'
import { checkCancelled, isCancelled } from './context.ts'
import type { JobContext } from './context.ts'
import { findDuplicate } from './importSources.ts'
import { KIND_RULES } from './kindRules.ts'
import { placementFromName } from './placement.ts'
import { ProgressMeter } from './progress.ts'
import { readSource } from './readSource.ts'
import { walkPaths } from './walk.ts'
import type { FoundFile } from './walk.ts'

/** Files up to this size are read whole for their counts, issues and times; larger ones only as far as recognising them takes. */
const FULL_READ_BYTES = 32 * 1024 * 1024
/** And of one preview together this much: a folder of a thousand logs is still looked through in seconds. */
const FULL_READ_TOTAL = 512 * 1024 * 1024
const EXCERPT_LINES = 4
const EXCERPT_CHARACTERS = 200

export interface PreviewOptions {
  /** To tell what is in the case already; null where there is no case yet. */
  caseFile: CaseFile | null
  context: JobContext
}

/** What the files of one preview share. */
interface Batch {
  /** SHA-256 of the files read so far, and their paths: the same bytes twice in one batch are taken once. */
  seen: Map<string, string>
  /** How much more may be read whole. */
  bytesLeft: number
}

/** One entry per file, in walking order. Never throws for what a file holds; cancelling throws `job/cancelled`. */
export async function previewSources(
  paths: readonly string[],
  { caseFile, context }: PreviewOptions,
): Promise<PreviewEntry[]> {
  const files = walkPaths(paths)
  const total = files.reduce((sum, { bytes }) => sum + Math.min(bytes, FULL_READ_BYTES), 0)
  const meter = new ProgressMeter('preview', total, (progress) => context.onProgress(progress)).keepAlive()
  const entries: PreviewEntry[] = []
  const batch: Batch = { seen: new Map(), bytesLeft: FULL_READ_TOTAL }
  try {
    for (const found of files) {
      checkCancelled(context.signal)
      meter.enter('preview', found.path)
      entries.push(await previewFile(found, caseFile, context.signal, batch))
      meter.add(Math.min(found.bytes, FULL_READ_BYTES))
    }
    meter.flush()
    return entries
  } finally {
    meter.stop()
  }
}

async function previewFile(
  found: FoundFile,
  caseFile: CaseFile | null,
  signal: AbortSignal,
  batch: Batch,
): Promise<PreviewEntry> {
  const entry: PreviewEntry = {
    file: found.file,
    name: found.name,
    path: found.path,
    bytes: found.bytes,
    recognised: null,
    refusal: found.refusal,
    duplicateOf: null,
    placement: null,
    excerpt: [],
    counts: {},
    issues: { ...NO_ISSUES },
  }
  if (entry.refusal) return entry
  try {
    const answer = await recogniseFile(found.file, () => checkCancelled(signal))
    if (isRefusal(answer))
      return { ...entry, refusal: { code: answer.code, message: answer.message, ...at(answer.at) } }
    entry.recognised = answer
    if (caseFile) entry.duplicateOf = await findDuplicate(caseFile, found.file, signal)
    if (found.bytes <= Math.min(FULL_READ_BYTES, batch.bytesLeft)) await readFully(entry, answer.kind, signal, batch)
    else if (answer.kind === 'gctrace') entry.excerpt = await excerptOfLog(found.file)
    if (KIND_RULES[answer.kind].isTimedByName) entry.placement ??= placementFromName(found.name)
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown
    const { code, message, detail } = toCallError(thrown)
    entry.refusal = { code, message, ...at(detail) }
  }
  return entry
}

async function readFully(entry: PreviewEntry, kind: SourceKind, signal: AbortSignal, batch: Batch): Promise<void> {
  batch.bytesLeft -= entry.bytes
  const hash = createHash('sha256')
  const summary = await readSource(
    entry.file,
    kind,
    {
      profile(columns) {
        entry.excerpt = excerptOfProfile(columns)
      },
      issue(issue) {
        entry.issues[issue.severity] += issue.count
      },
    },
    { signal, onChunk: (chunk) => hash.update(chunk) },
  )
  entry.counts = summary.counts
  entry.placement = summary.placement
  if (entry.recognised) entry.recognised.variant = summary.variant ?? entry.recognised.variant
  if (kind === 'gctrace') entry.excerpt = await excerptOfLog(entry.file)
  if (summary.records === 0) entry.refusal = KIND_RULES[kind].withoutRecords
  const sha256 = hash.digest('hex')
  const twin = batch.seen.get(sha256)
  if (twin === undefined) batch.seen.set(sha256, entry.path)
  else entry.refusal = { code: 'import/same-as', message: `The same bytes as ${twin}, which is in this batch.` }
}

/** The first gc lines of a log, else its first lines. */
async function excerptOfLog(file: string): Promise<string[]> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0)
    let head: Uint8Array = buffer.subarray(0, bytesRead)
    if (head[0] === 0x1f && head[1] === 0x8b) head = await gunzipHead(head)
    const lines = Buffer.from(head).toString('utf8').split(/\r?\n/)
    const cycles = lines.filter((line) => /\bgc \d+ @/.test(line))
    const shown = cycles.length > 0 ? cycles : lines.filter((line) => line.trim() !== '')
    return shown.slice(0, EXCERPT_LINES).map((line) => line.slice(0, EXCERPT_CHARACTERS))
  } finally {
    await handle.close()
  }
}

/** What the first bytes of a gzip stream unpack to, cut where they end or at 64 KiB. */
function gunzipHead(head: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let length = 0
    const gunzip = createGunzip()
    const finish = (): void => {
      gunzip.destroy()
      resolve(Buffer.concat(parts))
    }
    gunzip.on('data', (part: Buffer) => {
      parts.push(part)
      length += part.length
      if (length >= 64 * 1024) finish()
    })
    gunzip.on('end', finish)
    gunzip.on('error', finish) // the cut end of the head
    gunzip.end(head)
  })
}

const excerptOfProfile = ({ sampleTypes, values }: ProfileColumns): string[] =>
  sampleTypes.map(({ type, unit }, index) => {
    const total = values[index]?.reduce((sum, value) => sum + value, 0) ?? 0
    return `${type}/${unit}: ${formatSampleValue(total, unit)}`
  })

function at(place: { byte?: unknown; line?: unknown } | undefined): { at?: { byte?: number; line?: number } } {
  const { byte, line } = place ?? {}
  if (typeof byte !== 'number' && typeof line !== 'number') return {}
  return { at: { ...(typeof byte === 'number' && { byte }), ...(typeof line === 'number' && { line }) } }
}

/** What can be imported of a preview: recognised, not refused, not in the case yet. */
export const importable = (
  entries: readonly PreviewEntry[],
): { file: string; path: string; kind: SourceKind; duplicateOf: SourceId | null }[] =>
  entries.flatMap(({ file, path, recognised, refusal, duplicateOf }) =>
    recognised && !refusal ? [{ file, path, kind: recognised.kind, duplicateOf }] : [],
  )
