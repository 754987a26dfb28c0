import type { Language } from '../../../shared/lib/localText.ts'
import type { Source, SourceKind } from '../../../shared/records/index.ts'
import { formatBytes, formatCount, formatDateTime } from '../../../shared/units/format.ts'
import type { CaseFile } from '../../engine/casefile/CaseFile.ts'
import { caseDiagnosis } from '../../engine/jobs/caseDiagnosis.ts'
import { caseOverview } from '../../engine/jobs/overview.ts'
import { EXIT, UsageError } from '../command.ts'
import type { Command } from '../command.ts'
import { LANGUAGE_HELP, LANGUAGE_OPTION, languageOption } from '../language.ts'
import { withCase } from '../openCase.ts'
import { diagnosisJson, printDiagnosis } from '../printDiagnosis.ts'
import { findingJson, printFindings } from '../printFindings.ts'
import type { Terminal } from '../terminal.ts'

export const infoCommand: Command = {
  name: 'info',
  usage: 'CASE.heapcase [options]',
  help: `
Shows what a case holds: its sources with kind, SHA-256, size, counts and issues of reading, the three-step
diagnosis (where is the memory, allocation or retention, what do goroutines wait for; with the commands that collect what is
missing), and its findings, most serious first. Opens the case for reading only, so it works beside a window that has it open.

Options:
${LANGUAGE_HELP} en`,
  options: LANGUAGE_OPTION,

  async run({ terminal, resolvePath }, values, paths) {
    const [path, ...more] = paths
    if (path === undefined || more.length > 0) throw new UsageError('name one case file')
    const language = languageOption(values) ?? 'en'
    return withCase(resolvePath(path), 'readOnly', (caseFile) => {
      if (terminal.isJson) terminal.json(infoJson(caseFile, language))
      else print(terminal, caseFile, language)
      return EXIT.ok
    })
  },
}

function infoJson(caseFile: CaseFile, language: Language): object {
  const { lives, profileTicks: _, ...overview } = caseOverview(caseFile)
  return {
    case: overview,
    sources: caseFile.sources.list().map((source) => ({
      ...source,
      lives: lives.filter(({ sourceId }) => sourceId === source.id),
      profile: caseFile.profiles.get(source.id),
      issueSummary: source.issues,
      issues: caseFile.sources.issues(source.id),
    })),
    diagnosis: diagnosisJson(caseDiagnosis(caseFile), language),
    findings: caseFile.findings.list().map((finding) => findingJson(finding, language)),
    rules: caseFile.findings.outcomes().map(({ ruleId, title, outcome, reason, command }) => ({
      rule: ruleId,
      title: title[language],
      outcome,
      reason: reason?.[language] ?? null,
      command,
    })),
  }
}

function print(terminal: Terminal, caseFile: CaseFile, language: Language): void {
  const overview = caseOverview(caseFile)
  terminal.print(terminal.style(overview.name, 'bold'))
  const { range } = overview
  terminal.print(
    [
      `${formatCount(overview.sources)} sources, ${formatBytes(overview.sourceBytes)}`,
      `${formatCount(overview.cycles)} GC cycles`,
      `${formatCount(overview.profiles)} profiles`,
      range && `${formatDateTime(range.from)} to ${formatDateTime(range.to)} UTC`,
    ]
      .filter(Boolean)
      .join(' · '),
  )
  terminal.print()
  for (const source of caseFile.sources.list()) terminal.print(sourceLine(source))
  terminal.print()
  if (overview.sources > 0) printDiagnosis(terminal, caseDiagnosis(caseFile), language)
  if (overview.analysedAtMs === null) terminal.print('Not analysed yet: heapcase analyze does that.')
  else printFindings(terminal, caseFile.findings.list(), language)
}

/** What is counted of a source, the first that it has. */
const CONTENT: Readonly<Record<SourceKind, readonly [count: string, name: string][]>> = {
  gctrace: [['gc_lines_complete', 'cycles']],
  runtimeLog: [['lines', 'lines']],
  profile: [['samples', 'samples']],
  gotrace: [['events', 'events']],
  metrics: [['points', 'values']],
  osMemory: [
    ['oom_events', 'kills'],
    ['containers', 'containers'],
    ['mappings', 'mappings'],
    ['points', 'values'],
  ],
  goroutines: [['goroutines', 'goroutines']],
  benchmark: [['results', 'results']],
  allocEvents: [['events', 'events']],
}

function contentOf(kind: SourceKind, counts: Record<string, number>): string {
  const choices = CONTENT[kind]
  const [count, name] = choices.find(([key]) => counts[key] !== undefined) ?? choices.at(-1) ?? ['bytes', 'bytes']
  return `${formatCount(counts[count] ?? 0)} ${name}`
}

function sourceLine({ path, kind, variant, bytes, sha256, counts, issues, placement }: Source): string {
  const content = contentOf(kind, counts)
  const faults = [
    issues.error > 0 && `${issues.error} errors`,
    issues.dataLoss > 0 && `${issues.dataLoss} data losses`,
    issues.note > 0 && `${issues.note} notes`,
    !placement && 'not placed in time',
  ].filter(Boolean)
  const name = `${kind}${variant === null ? '' : ` ${variant}`}`
  return [
    name.padEnd(16),
    sha256.slice(0, 12),
    formatBytes(bytes).padStart(10),
    content.padStart(15),
    path,
    faults.join(', '),
  ]
    .join('  ')
    .trimEnd()
}
