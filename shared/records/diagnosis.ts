// The three questions that an investigation of memory comes down to, answered from what is in the case.
import { localText, type LocalText } from '../lib/localText.ts'
import type { FigureUnit, Severity } from './finding.ts'
import type { FindingKey } from './ids.ts'
import type { ViewLink } from './view.ts'

/** Where is the memory; is it allocation or retention; what do the goroutines wait for. In the order they are asked. */
export const DIAGNOSIS_QUESTIONS = ['memory', 'allocationOrRetention', 'waits'] as const
export type DiagnosisQuestion = (typeof DIAGNOSIS_QUESTIONS)[number]
export const DIAGNOSIS_TITLES: Readonly<Record<DiagnosisQuestion, LocalText>> = {
  memory: localText('Where is the memory?', '内存在哪里？'),
  allocationOrRetention: localText('Allocation or retention?', '分配过多，还是持有不放？'),
  waits: localText('What do the goroutines wait for?', 'goroutine 在等待什么？'),
}

/** `direct`: counted or measured by the runtime or the kernel; `estimate`: sampled, fitted or from another moment; `unknown`: nothing tells. */
export type Sureness = 'direct' | 'estimate' | 'unknown'

export interface DiagnosisRow {
  title: LocalText
  value: number
  /** 95 % interval, where the figure is fitted or sampled. */
  low?: number
  high?: number
  unit: FigureUnit
  /** 0 … 1 of its section's whole; shares of a section do not overlap. Null: a figure beside the parts. */
  share: number | null
  /** What no source explains, or the rest of a list. */
  isRemainder: boolean
  detail: LocalText | null
  /** Opens exactly what the row says. */
  link: ViewLink | null
}

/** Rows that belong together: the parts of one whole, or figures of one source. */
export interface DiagnosisSection {
  title: LocalText
  rows: DiagnosisRow[]
}

export interface DiagnosisStep {
  question: DiagnosisQuestion
  /** A few words: `Retention`. */
  headline: LocalText
  /** One or two sentences with the figures. */
  answer: LocalText
  sureness: Sureness
  /** What the answer rests on, and what that leaves open. */
  basis: LocalText
  sections: DiagnosisSection[]
  /** The view in which the answer is worked out further; null where there is nothing to show. */
  link: ViewLink | null
  /** Those that belong to the question and that nobody has dismissed, most serious first. */
  findings: { key: FindingKey; label: string; title: LocalText; severity: Severity }[]
  /** What would complete the answer, with the command that collects it. */
  missing: { what: LocalText; command: string }[]
}

/** What memory comes to is told by step 2: each side known or not. */
export interface Diagnosis {
  steps: DiagnosisStep[]
  /** True: grows / costs; false: does not; null: not known. */
  retention: boolean | null
  allocation: boolean | null
}
