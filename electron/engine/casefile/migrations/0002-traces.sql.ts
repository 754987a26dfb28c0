import { evidenceTriggers } from './evidenceTriggers.ts'

/** Execution traces: what people query as rows, volume in blocks of columns. */
export const sql = `
CREATE TABLE traces (
  -- One row per execution trace. Times are ns since the trace's own start.
  -- Goroutines, tasks, threads and procs are told by slot throughout: a number of the trace's own, from 1, in the order it names them. The
  -- runtime's ids (goroutine 133) are in its blocks and not in rows; "heapcase query" has both, side by side, in trace_all_goroutines,
  -- trace_all_tasks, trace_all_pauses and the other tables that are made when asked for.
  source_id            INTEGER PRIMARY KEY REFERENCES imports (id),
  header               TEXT NOT NULL,    -- 'go 1.26': a format version, not the program's Go version
  family               TEXT NOT NULL CHECK (family IN ('v1', 'v2')), -- v1: Go 1.5-1.21
  version              INTEGER NOT NULL, -- the number after '1.'
  first_ns             REAL,             -- of the first event; NULL: no events
  last_ns              REAL,             -- of the last event
  start_clock_ns       TEXT NOT NULL,    -- the trace clock at time 0, decimal; v2 on most systems: monotonic clock of the boot
  events               INTEGER NOT NULL,
  complete_events      INTEGER NOT NULL, -- those of complete generations
  complete_generations INTEGER NOT NULL,
  goroutines           INTEGER NOT NULL, -- named in the trace
  threads              INTEGER NOT NULL,
  procs                INTEGER NOT NULL,
  kinds_json           TEXT NOT NULL,    -- object: events by name of their kind
  failure_json         TEXT,             -- why reading ended early; NULL: read to the end
  heap_layout_json     TEXT,             -- addresses of the alloc/free experiment; NULL: not recorded
  utilization          REAL              -- mean share of the procs left to the program; NULL: GOMAXPROCS not known
) STRICT;

CREATE TABLE trace_generations (
  -- Stretches complete in themselves, about a second each (Go 1.22+); before that a trace is one.
  source_id     INTEGER NOT NULL REFERENCES imports (id),
  ordinal       INTEGER NOT NULL,  -- from 0
  number        INTEGER NOT NULL,  -- as the file has it
  start_ns      REAL NOT NULL,
  from_byte    INTEGER NOT NULL,  -- in the decompressed file
  to_byte      INTEGER NOT NULL,
  frequency     REAL NOT NULL,     -- clock units per second
  clock_ns      REAL,              -- clock snapshot (Go 1.25+): its time in the trace; NULL: none
  clock_mono_ns TEXT,              -- monotonic clock then, decimal
  clock_wall_ms REAL,              -- wall clock then, ms since 1970 UTC
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_segments (
  -- Parts of a trace that are stored and drawn alone; states that cross a border come in parts.
  source_id           INTEGER NOT NULL REFERENCES imports (id),
  ordinal             INTEGER NOT NULL, -- from 0
  generation          INTEGER NOT NULL, -- ordinal of the generation it begins in
  from_ns             REAL NOT NULL,
  to_ns               REAL NOT NULL,
  events              INTEGER NOT NULL,
  goroutine_intervals INTEGER NOT NULL,
  proc_intervals      INTEGER NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_blocks (
  -- Index of the blocks; small, so that finding one touches none of the others' content.
  id        INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES imports (id),
  segment   INTEGER NOT NULL,  -- ordinal of the segment; -1: of the whole trace
  kind      TEXT NOT NULL,     -- events, goroutines, procs, ...: which columns it has (casefile/traceBlocks.ts)
  ordinal   INTEGER NOT NULL,  -- within segment and kind, from 0
  rows      INTEGER NOT NULL,
  first_key REAL NOT NULL,     -- what its rows are ordered by, first and last: ns, or slots of goroutines or procs
  last_key  REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX trace_blocks_by_place ON trace_blocks (source_id, kind, segment, ordinal);

CREATE TABLE trace_block_contents (
  -- Columns of a block: delta and varint by column, zstd with checksum over all.
  id        INTEGER PRIMARY KEY REFERENCES trace_blocks (id),
  source_id INTEGER NOT NULL REFERENCES imports (id),
  content   BLOB NOT NULL
) STRICT;
CREATE INDEX trace_block_contents_by_source ON trace_block_contents (source_id);

CREATE TABLE trace_gc_cycles (
  -- One row per GC cycle the trace shows a part of.
  source_id         INTEGER NOT NULL REFERENCES imports (id),
  ordinal           INTEGER NOT NULL,
  sequence          INTEGER NOT NULL, -- the trace's own count of cycles
  begin_ns          REAL,             -- just before sweep termination; NULL: before the trace
  end_ns            REAL,             -- inside mark termination; NULL: after the trace
  sweep_term_ns     REAL,             -- length of the pause, asked for to over; NULL: not shown
  mark_term_ns      REAL,
  heap_begin_bytes  REAL,             -- live heap as the pacer counts it; NULL: not told before
  heap_end_bytes    REAL,
  heap_peak_bytes   REAL,
  goal_bytes        REAL,             -- goal it worked towards; NULL: none or not told
  stack             INTEGER NOT NULL, -- where it was begun: index of the trace's stacks
  dedicated_ns      REAL NOT NULL,    -- running time of GC workers
  fractional_ns     REAL NOT NULL,
  idle_ns           REAL NOT NULL,
  assist_ns         REAL NOT NULL,    -- wall time of mark assists, waiting for credit included
  assists           INTEGER NOT NULL,
  sweep_ns          REAL NOT NULL,    -- from its end to the next begin
  swept_bytes       REAL NOT NULL,
  reclaimed_bytes   REAL NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_pauses (
  -- One row per stop of the world. Slots, as in traces; trace_all_pauses has ids.
  source_id       INTEGER NOT NULL REFERENCES imports (id),
  ordinal         INTEGER NOT NULL,
  kind            TEXT NOT NULL,    -- 'GC mark termination', 'read mem stats', ...: the runtime's words
  begin_ns        REAL NOT NULL,    -- asked for
  stopped_ns      REAL NOT NULL,    -- everything stood
  end_ns          REAL,             -- over; NULL: the trace ends in it
  goroutine       INTEGER NOT NULL, -- who stopped the world: slot
  stack           INTEGER NOT NULL, -- where
  stopped_procs   INTEGER NOT NULL, -- procs that had to stop
  last_proc       INTEGER NOT NULL, -- slot of the last one to; 0: all were idle
  last_goroutine  INTEGER NOT NULL, -- what it had run; 0: not shown
  last_stack      INTEGER NOT NULL, -- where that was stopped
  is_last_syscall INTEGER NOT NULL CHECK (is_last_syscall IN (0, 1)), -- it was in a syscall and its proc was taken
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_tasks (
  -- One row per user task. Slots, as in traces; trace_all_tasks has ids.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  ordinal   INTEGER NOT NULL,
  task      INTEGER NOT NULL, -- slot; 1 is the background task
  parent    INTEGER NOT NULL, -- slot; 0: none
  name      TEXT NOT NULL,    -- '': its begin is not in the trace
  begin_ns  REAL,             -- NULL: before the trace
  end_ns    REAL,             -- NULL: it does not end in the trace
  goroutine INTEGER NOT NULL, -- who began it: slot
  stack     INTEGER NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_logs (
  -- One row per runtime/trace.Log. Slots, as in traces; trace_all_logs has ids.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  ordinal   INTEGER NOT NULL,
  time_ns   REAL NOT NULL,
  task      INTEGER NOT NULL, -- slot; 1 is the background task
  goroutine INTEGER NOT NULL, -- slot
  category  TEXT NOT NULL,
  message   TEXT NOT NULL,
  stack     INTEGER NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_blocking (
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
  histogram     BLOB NOT NULL,    -- 192 little-endian u32, four buckets to a doubling from 1 ns
  PRIMARY KEY (source_id, state, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_wakers (
  -- Who ended those waits.
  source_id   INTEGER NOT NULL REFERENCES imports (id),
  ordinal     INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  stack       INTEGER NOT NULL,
  waker_stack INTEGER NOT NULL,
  is_runtime  INTEGER NOT NULL CHECK (is_runtime IN (0, 1)), -- no goroutine: netpoller, timers, the runtime
  count       INTEGER NOT NULL,
  total_ns    REAL NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

${[
  'traces',
  'trace_generations',
  'trace_segments',
  'trace_blocks',
  'trace_block_contents',
  'trace_gc_cycles',
  'trace_pauses',
  'trace_tasks',
  'trace_logs',
  'trace_blocking',
  'trace_wakers',
]
  .map(evidenceTriggers)
  .join('\n')}

CREATE VIEW trace_list AS
  -- One row per execution trace; seconds.
  SELECT sources.path AS source, header, (last_ns - first_ns) / 1e9 AS duration_s, events, goroutines, procs, threads,
    complete_generations AS generations, failure_json IS NOT NULL AS is_cut, utilization
  FROM traces JOIN sources ON sources.id = traces.source_id;

CREATE VIEW trace_pause_list AS
  -- One row per stop of the world; ms.
  SELECT sources.path AS source, trace_pauses.kind AS kind, begin_ns / 1e6 AS begin_ms,
    (stopped_ns - begin_ns) / 1e6 AS to_stop_ms, (end_ns - stopped_ns) / 1e6 AS stopped_ms,
    (end_ns - begin_ns) / 1e6 AS pause_ms, stopped_procs, is_last_syscall
  FROM trace_pauses JOIN sources ON sources.id = trace_pauses.source_id;

CREATE VIEW trace_gc_cycle_list AS
  -- One row per GC cycle of a trace; ms and MiB.
  SELECT sources.path AS source, sequence, begin_ns / 1e6 AS begin_ms, (end_ns - begin_ns) / 1e6 AS mark_ms,
    sweep_term_ns / 1e6 AS sweep_term_ms, mark_term_ns / 1e6 AS mark_term_ms, heap_begin_bytes / 1048576.0 AS heap_begin_mib,
    heap_end_bytes / 1048576.0 AS heap_end_mib, goal_bytes / 1048576.0 AS goal_mib, dedicated_ns / 1e6 AS dedicated_ms,
    fractional_ns / 1e6 AS fractional_ms, idle_ns / 1e6 AS idle_ms, assist_ns / 1e6 AS assist_ms, assists, sweep_ns / 1e6 AS sweep_ms
  FROM trace_gc_cycles JOIN sources ON sources.id = trace_gc_cycles.source_id;
`
