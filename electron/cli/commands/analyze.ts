import { runAnalysis } from '../../engine/jobs/runAnalysis.ts'
import { EXIT, UsageError } from '../command.ts'
import type { Command } from '../command.ts'
import { LANGUAGE_HELP, LANGUAGE_OPTION, languageOption } from '../language.ts'
import { withCase } from '../openCase.ts'
import { findingJson, printFindings } from '../printFindings.ts'

export const analyzeCommand: Command = {
  name: 'analyze',
  usage: 'CASE.heapcase [options]',
  help: `
Runs every rule over the sources of the case and replaces its findings. Verdicts, annotations and the report stay. Needed after
limits were changed; importing does it by itself.

Options:
${LANGUAGE_HELP} en`,
  options: LANGUAGE_OPTION,

  async run({ terminal, signal, resolvePath }, values, paths) {
    const [path, ...more] = paths
    if (path === undefined || more.length > 0) throw new UsageError('name one case file')
    const language = languageOption(values) ?? 'en'
    const context = { signal, onProgress: terminal.progress.bind(terminal) }
    const results = await withCase(resolvePath(path), 'readWrite', (caseFile) => runAnalysis(caseFile, context))
    if (terminal.isJson) {
      terminal.json({
        case: resolvePath(path),
        findings: results.findings.map((finding) => findingJson(finding, language)),
        rules: results.outcomes.map(({ ruleId, title, outcome, reason, command }) => ({
          rule: ruleId,
          title: title[language],
          outcome,
          reason: reason?.[language] ?? null,
          command,
        })),
      })
      return EXIT.ok
    }
    printFindings(terminal, results.findings, language)
    const clear = results.outcomes.filter(({ outcome }) => outcome === 'clear').length
    const unanswered = results.outcomes.filter(({ outcome }) => outcome === 'notApplicable')
    terminal.print(
      `${results.findings.length} findings; ${clear} rules found nothing, ${unanswered.length} lack what they need`,
    )
    for (const { title, reason } of unanswered) terminal.note(`  ${title[language]}: ${reason?.[language] ?? ''}`)
    return EXIT.ok
  },
}
