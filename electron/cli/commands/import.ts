import { existsSync, rmSync } from 'node:fs'
import type { ImportOutcome } from '../../../shared/contract/appCalls.ts'
import { SOURCE_KINDS } from '../../../shared/records/index.ts'
import type { PreviewEntry, SourceKind } from '../../../shared/records/index.ts'
import { formatBytes, formatCount } from '../../../shared/units/format.ts'
import { CaseFile } from '../../engine/casefile/CaseFile.ts'
import { isCancelled } from '../../engine/jobs/context.ts'
import type { JobContext } from '../../engine/jobs/context.ts'
import { importSources } from '../../engine/jobs/importSources.ts'
import { placeOfPath, shownPlaces } from '../../engine/jobs/places.ts'
import { importable, previewSources } from '../../engine/jobs/previewSources.ts'
import { runAnalysis } from '../../engine/jobs/runAnalysis.ts'
import { EXIT, UsageError, isSet, textOption } from '../command.ts'
import type { Command, CommandContext } from '../command.ts'
import { caseFileOr3 } from '../openCase.ts'

/** Lines of the help that fit its width. */
const KINDS = SOURCE_KINDS.map((kind, index) => (index > 0 && index % 6 === 0 ? `\n${' '.repeat(25)}` : ' ') + kind)
  .join(',')
  .trim()

export const importCommand: Command = {
  name: 'import',
  usage: '<file or folder>... -o CASE.heapcase [options]',
  help: `
Reads logs of Go's runtime, goroutine dumps and crashes, pprof profiles, execution traces, runtime statistics, memory as the
system tells it, benchmarks and allocation events into a case file and runs the rules over it. The case is made if it is not
there, else the files are added. Files are recognised by what is in them, never by their names. Folders and containers (zip,
tar, tar.gz, tar.zst) are looked into, and containers inside containers once; one entry of a container is named by its path
in it: bundle.zip/logs/app.log. The files of a rotated log (app.log.2.gz, app.log.1, app.log) become one source, in order of
their times. A file is taken whole or not at all, and one whose bytes are in the case already is not taken twice.

Exit code 1 says that a file named on the command line was not taken, that one in a folder or container is damaged, or that
there was nothing to take; each with its reason, and the others are in the case. Files of other kinds that lie in a folder or
container are listed and do not count. With Ctrl-C the case stays as it was before the command.

Options:
  -o, --output CASE      the case file; .heapcase is added if it has no ending
      --as KIND          read the files named as this kind, whatever they look like; what
                         folders and containers hold is recognised all the same; one of
                         ${KINDS}
      --author NAME      who imports, for the custody log
      --reference-only   keep hash and results, leave the bytes where they are
      --no-analyze       do not run the rules afterwards
      --dry-run          say what each file is and write nothing`,
  options: {
    output: { type: 'string', short: 'o' },
    as: { type: 'string' },
    author: { type: 'string' },
    'reference-only': { type: 'boolean' },
    'no-analyze': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  },

  async run(context, values, paths) {
    const output = textOption(values, 'output')
    const isDryRun = isSet(values, 'dry-run')
    if (paths.length === 0) throw new UsageError('name the files or folders to import')
    if (output === null && !isDryRun) throw new UsageError('name the case file with -o CASE.heapcase')
    const job: JobContext = { signal: context.signal, onProgress: (progress) => context.terminal.progress(progress) }
    const sources = paths.map((path) => placeOfPath(context.resolvePath(path)))
    const as = kindOption(textOption(values, 'as'))
    if (isDryRun || output === null) return dryRun(context, sources, as, job)

    const target = CommandTarget.open(context.resolvePath(withEnding(output)), textOption(values, 'author'))
    try {
      const entries = await previewSources(sources, { caseFile: target.caseFile, context: job, as })
      const outcomes = await importAll(target, entries, isSet(values, 'reference-only'), job)
      const isChanged = outcomes.some(({ error }) => error === null)
      const findings = isChanged && !isSet(values, 'no-analyze') ? await runAnalysis(target.caseFile, job) : null
      const exitCode = summarise(context, target, sources, entries, outcomes, findings?.findings.length ?? null)
      target.dropIfEmpty()
      return exitCode
    } catch (thrown) {
      if (isCancelled(thrown)) target.takeBack()
      throw thrown
    } finally {
      target.close()
    }
  },
}

function kindOption(text: string | null): SourceKind | null {
  if (text === null) return null
  const kind = SOURCE_KINDS.find((known) => known === text)
  if (kind === undefined) throw new UsageError(`--as takes one of ${SOURCE_KINDS.join(', ')}, not ${text}`)
  return kind
}

const withEnding = (path: string): string => (/\.[^./\\]+$/.test(path) ? path : `${path}.heapcase`)

/** The case a command imports into, and the way back to how it was. */
class CommandTarget {
  readonly caseFile: CaseFile
  readonly path: string
  readonly isNew: boolean
  readonly taken: ImportOutcome[] = []

  private constructor(path: string, author: string | null) {
    this.path = path
    this.isNew = !existsSync(path)
    const name = author === null ? {} : { author }
    this.caseFile = caseFileOr3(() =>
      this.isNew ? CaseFile.create(path, name) : CaseFile.open(path, { mode: 'readWrite', ...name }),
    )
  }

  static open(path: string, author: string | null): CommandTarget {
    return new CommandTarget(path, author)
  }

  /** False where the case was made by this command and nothing came into it. */
  get isKept(): boolean {
    return !this.isNew || this.taken.length > 0
  }

  /** A case nothing could be imported into is not left behind. */
  dropIfEmpty(): void {
    if (!this.isKept) this.takeBack()
  }

  /** After a cancel: a new case goes, of an older one the sources of this command do (their removal is in the audit chain). */
  takeBack(): void {
    if (this.isNew) {
      this.caseFile.close()
      rmSync(this.path, { force: true })
      return
    }
    for (const { sourceId } of this.taken) {
      const source = this.caseFile.sources.list().find(({ id }) => id === sourceId)
      if (source) this.caseFile.sources.remove(source.id, 'import cancelled')
    }
  }

  close(): void {
    this.caseFile.close()
  }
}

async function importAll(
  target: CommandTarget,
  entries: readonly PreviewEntry[],
  isReferenceOnly: boolean,
  context: JobContext,
): Promise<ImportOutcome[]> {
  return importSources(target.caseFile, importable(entries), {
    isReferenceOnly,
    context,
    onOutcome: (outcome) => {
      if (outcome.error === null) target.taken.push(outcome)
    },
  })
}

async function dryRun(
  { terminal }: CommandContext,
  sources: string[],
  as: SourceKind | null,
  context: JobContext,
): Promise<number> {
  const entries = await previewSources(sources, { caseFile: null, context, as })
  const isRefused = entries.some(({ refusal }) => refusal)
  terminal.clearProgress()
  if (terminal.isJson) terminal.json({ entries: entries.map((entry) => ({ ...entry, file: shownFile(entry.file) })) })
  else for (const entry of entries) for (const line of previewLines(entry)) terminal.print(line)
  return isRefused ? EXIT.notTaken : EXIT.ok
}

function previewLines({ path, bytes, recognised, refusal, parts }: PreviewEntry): string[] {
  if (refusal) return [`not taken  ${path}: ${refusal.message} [${refusal.code}]`]
  const kind = [recognised?.kind, recognised?.variant].filter(Boolean).join(' ')
  return [
    `${kind.padEnd(16)}  ${path}  ${formatBytes(bytes)}  (${recognised?.because ?? ''})`,
    ...parts.map((part, index) => {
      const from = part.firstMs === null ? '' : `  from ${new Date(part.firstMs).toISOString()}`
      return `${`part ${index + 1}`.padStart(16)}  ${part.path}  ${formatBytes(part.bytes)}${from}`
    }),
  ]
}

/** A rotated log is known by its oldest file. */
const shownFile = (file: string): string => shownPlaces(file)[0] ?? file

/** What one file came to, from its preview or from its import. */
interface FileResult {
  file: string
  path: string
  result: 'taken' | 'duplicate' | 'skipped' | 'failed'
  kind: string | null
  /** Of a rotated log: its files, oldest first. */
  parts: string[]
  sourceId: number | null
  error: { code: string; message: string; detail?: object } | null
}

function summarise(
  { terminal }: CommandContext,
  target: CommandTarget,
  named: readonly string[],
  entries: readonly PreviewEntry[],
  outcomes: readonly ImportOutcome[],
  findings: number | null,
): number {
  const byPath = new Map(outcomes.map((outcome) => [outcome.path, outcome]))
  const results = entries.map((entry) => fileResult(entry, byPath.get(entry.path), named.includes(entry.file)))
  const count = (result: FileResult['result']): number => results.filter((file) => file.result === result).length
  if (terminal.isJson) {
    terminal.json({ case: target.isKept ? target.path : null, isNew: target.isNew, files: results, findings })
  } else {
    for (const { path, result, error } of results) {
      if (error && result !== 'duplicate') terminal.error(`not taken  ${path}: ${error.message} [${error.code}]`)
      else if (error) terminal.note(`in the case already  ${path}`)
    }
    const parts = [`${formatCount(count('taken'))} taken`]
    if (count('duplicate') > 0) parts.push(`${count('duplicate')} in the case already`)
    if (count('skipped') > 0) parts.push(`${count('skipped')} of other kinds`)
    if (count('failed') > 0) parts.push(`${count('failed')} failed`)
    if (findings !== null) parts.push(`${findings} findings`)
    terminal.print(`${target.isKept ? target.path : 'No case was made'}: ${parts.join(', ')}`)
  }
  return count('failed') > 0 || count('taken') + count('duplicate') === 0 ? EXIT.notTaken : EXIT.ok
}

/** A file or container of a kind that is read, were it whole. */
const isDamage = (code: string): boolean =>
  code === 'import/unreadable' || /^container\/(?:bomb|damaged|too-large|too-many|truncated)$/.test(code)

/** A refused file counts as failed where it was named itself; found in a folder it is skipped, unless it could not be read. */
function fileResult(entry: PreviewEntry, outcome: ImportOutcome | undefined, isNamed: boolean): FileResult {
  const shared = {
    file: shownFile(entry.file),
    path: entry.path,
    kind: entry.recognised?.kind ?? null,
    parts: entry.parts.map(({ path }) => path),
  }
  if (outcome) {
    const isDuplicate = outcome.error?.code === 'casefile/duplicate-source'
    const result = outcome.error === null ? 'taken' : isDuplicate ? 'duplicate' : 'failed'
    return { ...shared, result, sourceId: outcome.sourceId, error: outcome.error }
  }
  const { refusal } = entry
  const place = { file: entry.path, ...refusal?.at }
  const isDuplicate = refusal?.code === 'import/same-as'
  const isFailure = isNamed || entry.recognised !== null || (refusal !== null && isDamage(refusal.code))
  return {
    ...shared,
    result: isDuplicate ? 'duplicate' : isFailure ? 'failed' : 'skipped',
    sourceId: null,
    error: refusal && { code: refusal.code, message: refusal.message, detail: place },
  }
}
