import type {
  Annotations,
  Audit,
  CreateOptions,
  Edits,
  Findings,
  GcCycles,
  Imports,
  IntegrityReport,
  Lives,
  OpenOptions,
  Profiles,
  Report,
  Settings,
  Sources,
} from './types.ts'

/** One open case. Signatures; the body follows with the repositories. */
export declare class CaseFile {
  private constructor()
  /** Makes an empty case and opens it for writing. */
  static create(path: string, options?: CreateOptions): CaseFile
  static open(path: string, options: OpenOptions): CaseFile

  readonly path: string
  /** File name without `.heapcase`. */
  readonly name: string
  readonly isReadOnly: boolean
  /** To be handed to job processes; null when opened read-only. */
  readonly lockToken: string | null
  readonly createdAtMs: number
  readonly schemaVersion: number

  readonly sources: Sources
  readonly imports: Imports
  readonly lives: Lives
  readonly gcCycles: GcCycles
  readonly profiles: Profiles
  readonly findings: Findings
  readonly annotations: Annotations
  readonly report: Report
  readonly edits: Edits
  readonly audit: Audit
  readonly settings: Settings

  /** Copy through SQLite's online backup: written beside, synced, checked, then renamed. */
  saveCopy(path: string): Promise<{ bytes: number }>
  /** SQLite's own check, all hashes, the audit chain. Work proportional to the file; yields between sources. */
  checkIntegrity(onProgress?: (done: number, total: number) => void): Promise<IntegrityReport>
  /** Leaves one file at rest (holder of the lock); harmless a second time. */
  close(): void
}
