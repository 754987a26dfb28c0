import { evidenceTriggers } from './evidenceTriggers.ts'

/** The same rows with columns described anew. */
const rebuilt = (table: string, columns: string): string => `
CREATE TABLE ${table}_before AS SELECT * FROM ${table};
DROP TABLE ${table};
CREATE TABLE ${table} (${columns}) STRICT, WITHOUT ROWID;
INSERT INTO ${table} SELECT * FROM ${table}_before;
DROP TABLE ${table}_before;
${evidenceTriggers(table)}
`

/**
 * Schema version 12: histograms of durations without their empty buckets. Most rows have a handful of the 192; a trace of many stacks
 * took twice its own size with all of them. Rows that are there keep theirs.
 */
export const sql = [
  rebuilt(
    'trace_blocking',
    `
  -- Waits by state, reason and stack; only those whose both ends the trace shows are in count and total.
  source_id     INTEGER NOT NULL REFERENCES imports (id),
  ordinal       INTEGER NOT NULL, -- longest total first, within the state
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'syscall', 'runnable')),
  reason        TEXT NOT NULL,    -- the runtime's words
  stack         INTEGER NOT NULL,
  count         INTEGER NOT NULL,
  total_ns      REAL NOT NULL,
  max_ns        REAL NOT NULL,
  max_goroutine INTEGER NOT NULL, -- slot of the longest
  max_begin_ns  REAL NOT NULL,
  open_count    INTEGER NOT NULL, -- cut off by the trace's start or end
  open_ns       REAL NOT NULL,
  histogram     BLOB NOT NULL,    -- buckets that hold some, four to a doubling from 1 ns: number of the bucket (a byte), how many (varint);
                                  -- of 768 bytes: all 192 as little-endian u32
  place         TEXT,             -- function that says what the stack is about; NULL: imported before this was kept
  PRIMARY KEY (source_id, state, ordinal)
`,
  ),
  rebuilt(
    'trace_scheduling',
    `
  -- Waits for a proc by where the goroutine came from; only those whose both ends the trace shows are in count and total.
  source_id     INTEGER NOT NULL REFERENCES imports (id),
  ordinal       INTEGER NOT NULL, -- longest total first
  reason        TEXT NOT NULL,    -- why it had waited or was stopped
  stack         INTEGER NOT NULL, -- where; of a new goroutine its start function
  waker_stack   INTEGER NOT NULL, -- where it was made runnable or created
  from_state    INTEGER NOT NULL, -- 1 new, 3 taken off its proc, 4 had waited, 5 back from a syscall
  is_first_run  INTEGER NOT NULL CHECK (is_first_run IN (0, 1)), -- it had not run before in the trace
  count         INTEGER NOT NULL,
  total_ns      REAL NOT NULL,
  stw_ns        REAL NOT NULL,    -- of the total: world stopped; all procs busy, some for the GC; all busy; the rest has no such cause
  gc_ns         REAL NOT NULL,
  full_ns       REAL NOT NULL,
  max_ns        REAL NOT NULL,
  max_goroutine INTEGER NOT NULL, -- slot
  max_begin_ns  REAL NOT NULL,
  open_count    INTEGER NOT NULL,
  open_ns       REAL NOT NULL,
  place         TEXT NOT NULL,    -- function that says what the stack is about
  histogram     BLOB NOT NULL,    -- as in trace_blocking
  PRIMARY KEY (source_id, ordinal)
`,
  ),
  rebuilt(
    'trace_ranges',
    `
  -- Mark assists, sweeping, GC workers and user regions by name and by where they began.
  source_id       INTEGER NOT NULL REFERENCES imports (id),
  ordinal         INTEGER NOT NULL, -- longest total first
  kind            INTEGER NOT NULL, -- 2 sweep, 3 mark assist, 4 GC worker, 5 region
  name            TEXT NOT NULL,    -- of the region; label of the worker
  stack           INTEGER NOT NULL,
  count           INTEGER NOT NULL,
  total_ns        REAL NOT NULL,
  max_ns          REAL NOT NULL,
  max_goroutine   INTEGER NOT NULL, -- slot
  max_begin_ns    REAL NOT NULL,
  open_count      INTEGER NOT NULL,
  open_ns         REAL NOT NULL,
  swept_bytes     REAL NOT NULL,
  reclaimed_bytes REAL NOT NULL,
  place           TEXT NOT NULL,
  histogram       BLOB NOT NULL,    -- as in trace_blocking
  PRIMARY KEY (source_id, ordinal)
`,
  ),
  rebuilt(
    'trace_objects',
    `
  -- Heap objects of the alloc/free experiment by type and by the start function of who allocated them.
  source_id       INTEGER NOT NULL REFERENCES imports (id),
  ordinal         INTEGER NOT NULL, -- most bytes allocated first
  type            INTEGER NOT NULL, -- index of the trace's types; 0: not told
  type_name       TEXT NOT NULL,
  function        INTEGER NOT NULL, -- index of the trace's functions; 0: not told
  function_name   TEXT NOT NULL,
  allocated       INTEGER NOT NULL,
  freed           INTEGER NOT NULL,
  existing        INTEGER NOT NULL, -- there at the trace's start
  live            INTEGER NOT NULL, -- there at its end
  allocated_bytes REAL NOT NULL,    -- of slots
  live_bytes      REAL NOT NULL,
  survived        INTEGER NOT NULL, -- freed after a whole GC cycle had left them
  count           INTEGER NOT NULL, -- lives measured: allocated and freed in the trace
  total_ns        REAL NOT NULL,
  max_ns          REAL NOT NULL,
  max_begin_ns    REAL NOT NULL,
  open_count      INTEGER NOT NULL,
  open_ns         REAL NOT NULL,
  histogram       BLOB NOT NULL,    -- as in trace_blocking
  PRIMARY KEY (source_id, ordinal)
`,
  ),
].join('')
