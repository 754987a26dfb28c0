import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { PrintPage } from '../../../shared/contract/messages.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import type { Language } from '../../../shared/lib/localText.ts'
import type { ReportDocument, ReportFormat } from '../../../shared/records/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { buildReport, loadFonts, reportHtml, reportMarkdown, reportPdf } from '../report/index.ts'
import { buildReportInput } from './buildReportInput.ts'
import { checkCancelled, yieldToEvents } from './context.ts'
import type { JobContext } from './context.ts'
import { ProgressMeter } from './progress.ts'

export interface WriteReportOptions {
  format: ReportFormat
  /** Null: the language chosen in the report's settings. */
  language: Language | null
  /** Absolute path; a file that is there is replaced when the new one is complete. */
  path: string
  /** Prints a page with Chromium; asked for PDF only. */
  print: (page: PrintPage) => Promise<Uint8Array>
  /** Folder with the report's faces, where they are not the installed packages. */
  fontFolder?: string
  context: JobContext
  /** Epoch milliseconds written into the report; the time now where left out. */
  builtAtMs?: number
}

/**
 * Builds the report of a case and writes it as one file. Throws `report/not-writable` where the file can not be written, what
 * `print` throws, and `job/cancelled`; in each case the place keeps what was there before.
 */
export async function writeReport(
  caseFile: CaseFile,
  { format, language, path, print, fontFolder, context, builtAtMs }: WriteReportOptions,
): Promise<{ path: string; bytes: number }> {
  const meter = new ProgressMeter('build', null, (progress) => context.onProgress(progress)).keepAlive()
  const enter = async (phase: string): Promise<void> => {
    meter.enter(phase, basename(path))
    await yieldToEvents()
    checkCancelled(context.signal)
  }
  try {
    await enter('build')
    const document = buildReport(
      buildReportInput(caseFile, { language, ...(builtAtMs !== undefined && { builtAtMs }) }),
    )
    await enter(format === 'pdf' ? 'print' : 'build')
    const bytes = await render(document, format, fontFolder, async (page) => {
      checkCancelled(context.signal)
      return cancellable(print(page), context.signal)
    })
    await enter('write')
    await replaceFile(path, bytes)
    return { path, bytes: bytes.length }
  } finally {
    meter.stop()
  }
}

async function render(
  document: ReportDocument,
  format: ReportFormat,
  fontFolder: string | undefined,
  print: WriteReportOptions['print'],
): Promise<Uint8Array> {
  switch (format) {
    case 'markdown':
      return new TextEncoder().encode(reportMarkdown(document))
    case 'html':
      return new TextEncoder().encode(reportHtml(document, loadFonts(fontFolder)))
    case 'pdf':
      // The page carries its own size, margins and running heads.
      return reportPdf(document, loadFonts(fontFolder), ({ html }) =>
        print({ html, headerTemplate: '', footerTemplate: '', margins: { top: 0, bottom: 0, left: 0, right: 0 } }),
      )
  }
}

/** The browser goes on printing after a cancel; nobody waits for it any more. */
function cancellable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new CodedError('job/cancelled', 'The job was cancelled.')), {
      once: true,
    })
    work.then(resolve, reject)
  })
}

/** Written beside, synced, renamed: whoever reads the path sees the old file or the whole new one. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}`)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    const code = (thrown as NodeJS.ErrnoException).code ?? String(thrown)
    throw new CodedError('report/not-writable', `The report can not be written to ${path}: ${code}.`, { path })
  }
}
