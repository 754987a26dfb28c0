/** A table whose rows belong to a source by `source_id`. */
export interface SourceTable {
  name: string
  /** Rows deleted per transaction; null where a source has few, and all of these tables are cleared in one. */
  rowsPerStep: number | null
}

/** Every table of evidence, for the sweep. A table that is missing here keeps rows of removed sources: a test compares with the schema. */
export const SOURCE_TABLES: readonly SourceTable[] = [
  // Chunks hold up to 4 MiB each.
  { name: 'raw_chunks', rowsPerStep: 16 },
  { name: 'gc_cycles', rowsPerStep: 50_000 },
  { name: 'import_issues', rowsPerStep: null },
  { name: 'process_lives', rowsPerStep: null },
  { name: 'profile_columns', rowsPerStep: null },
  { name: 'profile_sample_types', rowsPerStep: null },
  { name: 'profiles', rowsPerStep: null },
]
