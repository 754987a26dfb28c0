import type { ReportFormat } from '../../../shared/records/index.ts'
import type { PrintPage } from '../../../shared/contract/messages.ts'
import { CodedError } from '../../../shared/lib/result.ts'
import { formatBytes } from '../../../shared/units/format.ts'
import { writeReport } from '../../engine/jobs/writeReport.ts'
import { LazyPrinter } from '../../loopback/LazyPrinter.ts'
import { CommandError, EXIT, UsageError, textOption } from '../command.ts'
import type { Command, OptionValues } from '../command.ts'
import { LANGUAGE_HELP, LANGUAGE_OPTION, languageOption } from '../language.ts'
import { withCase } from '../openCase.ts'

const FORMATS = { pdf: 'pdf', html: 'html', md: 'markdown' } as const satisfies Record<string, ReportFormat>

export const reportCommand: Command = {
  name: 'report',
  usage: 'CASE.heapcase [--pdf FILE] [--html FILE] [--md FILE] [options]',
  help: `
Writes the postmortem of a case: summary, findings with their evidence, charts, the register of sources with SHA-256, limits
and custody log. Several formats can be written at once. A file that is there is replaced when the new one is complete.

PDF is printed with a Chromium: the one named by HEAPCASE_CHROMIUM, an installed one, or the one that comes with npm. Without any
the command says what is missing and ends with exit code 4; HTML and Markdown need none.

Options:
      --pdf FILE         A4, tagged, with outline and page numbers
      --html FILE        one file, nothing is fetched, no scripts
      --md FILE          Markdown
${LANGUAGE_HELP} the report's own`,
  options: { pdf: { type: 'string' }, html: { type: 'string' }, md: { type: 'string' }, ...LANGUAGE_OPTION },

  async run({ terminal, signal, resolvePath }, values, paths) {
    const [path, ...more] = paths
    if (path === undefined || more.length > 0) throw new UsageError('name one case file')
    const wanted = wantedFormats(values)
    if (wanted.length === 0) throw new UsageError('name at least one of --pdf FILE, --html FILE, --md FILE')
    const language = languageOption(values)
    const context = { signal, onProgress: terminal.progress.bind(terminal) }
    const printing = new LazyPrinter()
    const written: { format: ReportFormat; path: string; bytes: number }[] = []
    try {
      await withCase(resolvePath(path), 'readOnly', async (caseFile) => {
        for (const { format, file } of wanted) {
          const target = resolvePath(file)
          const print = (page: PrintPage): Promise<Uint8Array> => printing.print(page)
          const { bytes } = await writeReport(caseFile, { format, language, path: target, print, context })
          written.push({ format, path: target, bytes })
          if (!terminal.isJson) terminal.print(`${target}  ${formatBytes(bytes)}`)
        }
      })
    } catch (thrown) {
      // A report that can not be printed or written is this command's own kind of failure, whatever its code says.
      if (thrown instanceof CodedError && !signal.aborted) throw new CommandError(EXIT.output, thrown.toCallError())
      throw thrown
    } finally {
      await printing.close()
    }
    if (terminal.isJson) terminal.json({ case: resolvePath(path), reports: written })
    return EXIT.ok
  },
}

/** In an order that writes what surely works before what needs a browser. */
function wantedFormats(values: OptionValues): { format: ReportFormat; file: string }[] {
  return (['md', 'html', 'pdf'] as const).flatMap((option) => {
    const file = textOption(values, option)
    return file === null ? [] : [{ format: FORMATS[option], file }]
  })
}
