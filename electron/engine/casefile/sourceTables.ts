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
  { name: 'scavenges', rowsPerStep: 50_000 },
  { name: 'pacer_cycles', rowsPerStep: 20_000 },
  { name: 'sched_snapshots', rowsPerStep: 20_000 },
  { name: 'sched_procs', rowsPerStep: 50_000 },
  { name: 'sched_goroutines', rowsPerStep: 50_000 },
  { name: 'gc_scans', rowsPerStep: 50_000 },
  { name: 'finalizer_queues', rowsPerStep: 50_000 },
  { name: 'package_inits', rowsPerStep: 50_000 },
  { name: 'source_parts', rowsPerStep: null },
  { name: 'import_issues', rowsPerStep: null },
  { name: 'process_lives', rowsPerStep: null },
  { name: 'profile_columns', rowsPerStep: null },
  { name: 'profile_sample_types', rowsPerStep: null },
  { name: 'profiles', rowsPerStep: null },
  // Contents are up to a few hundred KiB each, and refer to their block.
  { name: 'trace_block_contents', rowsPerStep: 64 },
  { name: 'trace_blocks', rowsPerStep: 20_000 },
  { name: 'trace_logs', rowsPerStep: 50_000 },
  { name: 'trace_tasks', rowsPerStep: 50_000 },
  { name: 'trace_segments', rowsPerStep: null },
  { name: 'trace_generations', rowsPerStep: null },
  { name: 'trace_gc_cycles', rowsPerStep: null },
  { name: 'trace_pauses', rowsPerStep: null },
  { name: 'trace_blocking', rowsPerStep: null },
  { name: 'trace_wakers', rowsPerStep: null },
  { name: 'traces', rowsPerStep: null },
]
