import type { Language, LocalText } from '../lib/localText.ts'
import type { FindingKey } from './ids.ts'
import type { Severity } from './finding.ts'

/** Sections in their order. Prose sections are written by people, the others by the engine. */
export const REPORT_SECTIONS = [
  'summary',
  'impact',
  'timeline',
  'findings',
  'analysis',
  'factors',
  'actions',
  'limits',
  'register',
  'environment',
  'reproducibility',
  'custody',
] as const
export type ReportSectionId = (typeof REPORT_SECTIONS)[number]

/** Sections people write, as Markdown. An empty one is left out, or, for the summary, written by the engine from the findings. */
export const PROSE_SECTIONS = ['summary', 'impact', 'factors', 'actions'] as const
export type ProseSectionId = (typeof PROSE_SECTIONS)[number]

/** What people decided about the report: part of the case, every edit saved at once. */
export interface ReportSettings {
  title: string
  service: string
  authors: string
  status: 'draft' | 'final'
  handling: string
  language: Language
  prose: Record<ProseSectionId, string>
  excludedSections: ReportSectionId[]
  excludedFindings: FindingKey[]
}

/** Plain text with marks; becomes text nodes in the window, escaped text in HTML and Markdown. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'reference'; text: string; /** id of a block or evidence entry in this document */ to: string }
  /** The severity's shape before its word; the shape is drawn, the word is `text`. */
  | { kind: 'severity'; severity: Severity | 'clear' | 'notApplicable'; text: string }
  /** A place other parts of the document refer to; shown as its text. */
  | { kind: 'anchor'; text: string; id: string }
  | { kind: 'break' }

export type ReportBlock =
  | { kind: 'heading'; level: 2 | 3; id: string; number: string | null; text: string }
  | {
      kind: 'paragraph'
      content: Inline[]
      tone?: 'normal' | 'lead' | 'faint' | /** beside a rule: what limits the section */ 'note'
    }
  /** Markdown written by people. */
  | { kind: 'prose'; markdown: string }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | {
      kind: 'table'
      id: string
      /** `Table 3`; shown before the caption. Null for tables that are not numbered. */
      label: string | null
      /** Ids of the evidence it rests on. */
      evidence?: string[]
      caption: string | null
      columns: {
        title: string
        align: 'left' | 'right'
        isMono?: boolean
        /** Short values: never broken into lines. */
        isNarrow?: boolean
      }[]
      rows: Inline[][][]
      totals?: Inline[][]
    }
  /** Vector drawing; `svg` is produced by the engine only, never taken from a source. */
  | {
      kind: 'figure'
      id: string
      /** `Figure 1`; shown before the caption. */
      label: string
      caption: string
      svg: string
      summary: string
      /** Ids of the evidence it rests on. */
      evidence: string[]
      /** The points people would read off, as rows under titles: Markdown and screen readers take these. */
      table: { columns: string[]; rows: string[][] }
    }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'definitions'; entries: { term: string; content: Inline[] }[] }

export interface ReportSection {
  id: ReportSectionId
  title: string
  blocks: ReportBlock[]
}

/** A report in one language as plain data; HTML, Markdown, PDF and the Report view are drawn from it. */
export interface ReportDocument {
  language: Language
  title: string
  subtitle: string
  /** Rows of the title page: service, period, Go version, authors, status, case hash. */
  front: { term: string; value: string }[]
  claim: string | null
  /** Further findings for the title page, after the claim; most serious first. */
  highlights?: { severity: Severity; text: string; /** id of its heading */ to: string }[]
  sections: ReportSection[]
  handling: string
  /** As the settings have them; for the PDF's properties. */
  authors?: string
  caseName: string
  status: string
  /** Head of the audit chain when the report was built. */
  auditHead: string
  builtAtMs: number
  /** Words the renderers need, in the document's language. */
  words: { contents: string; evidence: string; page: string; report: string; dataTable: string }
}

export type ReportFormat = 'pdf' | 'html' | 'markdown'

/** Named texts that both the settings and the document need. */
export type SectionTitles = Record<ReportSectionId, LocalText>
