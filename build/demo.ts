// `npm run demo [-- FOLDER]`: the sample incident from captures to case, findings and reports, in demo-output/. Overwrites what an
// earlier run left. Where no Chromium can start it says why and writes everything but the PDFs.
import { mkdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { Terminal } from '../electron/cli/terminal.ts'
import { printFindings } from '../electron/cli/printFindings.ts'
import { CaseFile } from '../electron/engine/casefile/CaseFile.ts'
import type { JobContext } from '../electron/engine/jobs/context.ts'
import { importSources } from '../electron/engine/jobs/importSources.ts'
import { importable, previewSources } from '../electron/engine/jobs/previewSources.ts'
import { runAnalysis } from '../electron/engine/jobs/runAnalysis.ts'
import { samplePaths } from '../electron/engine/jobs/sample.ts'
import { SAMPLE_NAME } from '../shared/records/index.ts'
import { writeReport } from '../electron/engine/jobs/writeReport.ts'
import { LazyPrinter } from '../electron/loopback/LazyPrinter.ts'
import { findChromium } from '../electron/loopback/chromium.ts'
import { CodedError, toCallError } from '../shared/lib/result.ts'
import type { CallError } from '../shared/lib/result.ts'
import { LANGUAGES } from '../shared/lib/localText.ts'
import { formatBytes, formatDuration } from '../shared/units/format.ts'

const TOP_FINDINGS = 8
const EXTENSIONS = { pdf: 'pdf', html: 'html', markdown: 'md' } as const

const root = resolve(import.meta.dirname, '..')

interface Written {
  path: string
  bytes: number
}

async function demo(folder: string, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now()
  const context: JobContext = { signal, onProgress: (progress) => terminal.progress(progress) }
  await mkdir(folder, { recursive: true })
  const casePath = join(folder, `${SAMPLE_NAME}.heapcase`)
  const caseFile = CaseFile.create(casePath, { author: 'demo', overwrite: true })
  const printer = new LazyPrinter()
  const reports: Written[] = []
  let noPdf: CallError | null = null
  try {
    terminal.print('The sample incident: a checkout service whose memory grows after a deploy.')
    const entries = await previewSources(samplePaths(join(root, 'test', 'captures', 'data')), { caseFile, context })
    const outcomes = await importSources(caseFile, importable(entries), { context })
    const failed = outcomes.find(({ error }) => error !== null)
    if (failed?.error) throw new CodedError(failed.error.code, `${failed.path}: ${failed.error.message}`)
    const { findings, outcomes: rules } = await runAnalysis(caseFile, context)

    const later = entries.length - outcomes.length
    terminal.print(`${outcomes.length} captures imported, ${later} of kinds that a later version reads.`)
    terminal.print(`${rules.length} rules checked, ${findings.length} findings:`)
    terminal.print()
    printFindings(terminal, findings, 'en', TOP_FINDINGS)
    terminal.print()

    const chromium = await findChromium()
    if (!chromium.ok) noPdf = chromium.error
    for (const language of LANGUAGES) {
      for (const format of ['markdown', 'html', 'pdf'] as const) {
        if (format === 'pdf' && noPdf) continue
        const path = join(folder, `${SAMPLE_NAME}.${language}.${EXTENSIONS[format]}`)
        try {
          const print = printer.print.bind(printer)
          reports.push(await writeReport(caseFile, { format, language, path, print, context }))
        } catch (thrown) {
          // A Chromium that is there and can not print: everything else is written all the same.
          const error = toCallError(thrown)
          if (!error.code.startsWith('print/')) throw thrown
          noPdf = error
        }
      }
    }
  } finally {
    await printer.close()
    caseFile.close()
  }
  terminal.print(`Written in ${formatDuration((performance.now() - startedAt) * 1e6)}:`)
  for (const { path, bytes } of [{ path: casePath, bytes: null }, ...reports]) {
    const shown = relative(process.cwd(), path)
    terminal.print(`  ${shown.startsWith('..') ? path : shown}${bytes === null ? '' : `  ${formatBytes(bytes)}`}`)
  }
  if (noPdf) terminal.print(`No PDF: ${noPdf.message}`)
  terminal.print('Look at the case in a window: npm start')
}

const terminal = new Terminal({ stdout: process.stdout, stderr: process.stderr, env: process.env })
const cancel = new AbortController()
process.once('SIGINT', () => cancel.abort())
try {
  const [folder] = process.argv.slice(2)
  const base = process.env.INIT_CWD ?? process.cwd()
  await demo(folder === undefined ? join(root, 'demo-output') : resolve(base, folder), terminal, cancel.signal)
} catch (thrown) {
  terminal.error(toCallError(thrown).message)
  process.exitCode = cancel.signal.aborted ? 130 : 1
}
