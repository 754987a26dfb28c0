import type { Language } from '../../shared/lib/localText.ts'
import { DIAGNOSIS_TITLES } from '../../shared/records/index.ts'
import type { Diagnosis, DiagnosisRow, Sureness } from '../../shared/records/index.ts'
import { formatShare } from '../../shared/units/format.ts'
import { figureText, interval } from '../engine/findings/words.ts'
import type { Terminal } from './terminal.ts'

const WORDS = {
  sureness: {
    direct: { en: 'measured', 'zh-CN': '实测' },
    estimate: { en: 'estimate', 'zh-CN': '估计' },
    unknown: { en: 'not known', 'zh-CN': '未知' },
  } satisfies Record<Sureness, Record<Language, string>>,
  findings: { en: 'Findings: ', 'zh-CN': '发现：' },
  missing: { en: 'Missing: ', 'zh-CN': '缺少：' },
} as const

/** The three questions with their answers, parts and what would complete them. */
export function printDiagnosis(terminal: Terminal, { steps }: Diagnosis, language: Language): void {
  for (const [index, step] of steps.entries()) {
    const { question, headline, answer, sureness, sections, findings, missing } = step
    const sure = WORDS.sureness[sureness][language]
    const head = `${index + 1}. ${DIAGNOSIS_TITLES[question][language]}`
    terminal.print(
      sureness === 'unknown'
        ? terminal.style(`${head} ${sure}`, 'bold')
        : `${terminal.style(`${head} ${headline[language]}`, 'bold')} ${terminal.style(`(${sure})`, 'dim')}`,
    )
    terminal.print(`   ${answer[language]}`)
    for (const { title, rows } of sections) {
      terminal.print(terminal.style(`   ${title[language]}`, 'dim'))
      for (const one of rows) terminal.print(`     ${rowLine(one, language)}`)
    }
    if (findings.length > 0)
      terminal.print(`   ${WORDS.findings[language]}${findings.map(({ label }) => label).join(', ')}`)
    for (const { what, command } of missing) {
      terminal.print(`   ${WORDS.missing[language]}${what[language]}`)
      terminal.print(terminal.style(`     ${command}`, 'dim'))
    }
    terminal.print()
  }
}

function rowLine({ title, value, low, high, unit, share, detail }: DiagnosisRow, language: Language): string {
  const within =
    low === undefined || high === undefined ? '' : ` (${interval(figureText(low, unit), figureText(high, unit))})`
  const part = share === null || unit === 'share' ? '' : formatShare(share)
  return [
    figureText(value, unit).padStart(12),
    part.padStart(7),
    `${title[language]}${within}${detail ? `, ${detail[language]}` : ''}`,
  ].join('  ')
}

/** The diagnosis as scripts get it. */
export const diagnosisJson = ({ steps, ...verdict }: Diagnosis, language: Language): object => ({
  ...verdict,
  steps: steps.map(({ question, headline, answer, sureness, basis, sections, link, findings, missing }) => ({
    question,
    headline: headline[language],
    answer: answer[language],
    sureness,
    basis: basis[language],
    sections: sections.map(({ title, rows }) => ({
      title: title[language],
      rows: rows.map((one) => ({ ...one, title: one.title[language], detail: one.detail?.[language] ?? null })),
    })),
    link,
    findings: findings.map(({ key, label, title, severity }) => ({ key, id: label, title: title[language], severity })),
    missing: missing.map(({ what, command }) => ({ what: what[language], command })),
  })),
})
