// What `heapcase trace` is asked about: a trace of a case, or a file, which is then read into a case of its own for as long as the command runs.
import { mkdtempSync, openSync, readSync, closeSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError } from '../../shared/lib/result.ts'
import type { Source } from '../../shared/records/index.ts'
import { CaseFile } from '../engine/casefile/CaseFile.ts'
import { importSources } from '../engine/jobs/importSources.ts'
import { isCalled } from '../engine/jobs/sourceNames.ts'
import { TraceView } from '../engine/jobs/trace/TraceView.ts'
import { EXIT, CommandError, UsageError } from './command.ts'
import type { CommandContext } from './command.ts'
import { withCase } from './openCase.ts'

const SQLITE = 'SQLite format 3\0'

function isCase(path: string): boolean {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    throw new CodedError('import/unreadable', `${path} can not be read (${code}).`, { file: path })
  }
  try {
    const head = Buffer.alloc(SQLITE.length)
    return readSync(file, head, 0, head.length, 0) === head.length && head.toString('latin1') === SQLITE
  } finally {
    closeSync(file)
  }
}

/** Opens the case of a path, or makes one of the file; closes it, and takes a made one away again. */
export async function withTraces<T>(
  { terminal, signal }: CommandContext,
  path: string,
  work: (caseFile: CaseFile) => T | Promise<T>,
): Promise<T> {
  if (isCase(path)) return withCase(path, 'readOnly', work)
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-trace-'))
  try {
    const caseFile = CaseFile.create(join(folder, 'trace.heapcase'))
    try {
      const context = { signal, onProgress: terminal.progress.bind(terminal) }
      const [outcome] = await importSources(caseFile, [{ file: path, path, kind: 'gotrace' }], {
        isReferenceOnly: true,
        context,
      })
      if (outcome?.error) throw new CommandError(EXIT.notTaken, outcome.error)
      terminal.clearProgress()
      return await work(caseFile)
    } finally {
      caseFile.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The trace of a name, path or number; without one the only one there is. */
export function oneTrace(caseFile: CaseFile, named: string | null): { view: TraceView; source: Source } {
  const traces = caseFile.traces.list().flatMap(({ sourceId }) => caseFile.sources.get(sourceId) ?? [])
  if (traces.length === 0)
    throw new CommandError(EXIT.notTaken, { code: 'trace/none', message: 'The case has no execution trace.' })
  const matching = named === null ? traces : traces.filter((trace) => isCalled(trace, named))
  const [source] = matching
  if (source && matching.length === 1) return { view: new TraceView(caseFile.traces, source.id), source }
  const names = traces.map(({ id, path }) => `${id}  ${path}`).join('\n')
  throw new UsageError(
    `${named === null ? 'the case has several traces' : `no trace, or more than one, is named ${named}`}: choose with --trace\n${names}`,
  )
}
