import { evidenceTriggers } from './evidenceTriggers.ts'

/** Execution traces: what analysis makes of them, by row. */
export const sql = `
ALTER TABLE trace_tasks ADD COLUMN end_goroutine INTEGER; -- who ended it: slot; 0: it does not end; NULL: imported before this was kept
ALTER TABLE trace_blocking ADD COLUMN place TEXT; -- function that says what the stack is about; NULL: as above
ALTER TABLE trace_wakers ADD COLUMN max_ns REAL;  -- the longest of the waits ended from there

CREATE TABLE trace_figures (
  -- One row per execution trace: the figures by which traces are compared. NULL: the trace does not show it, or is too short.
  source_id                  INTEGER PRIMARY KEY REFERENCES imports (id),
  duration_ns                REAL NOT NULL,
  goroutines_created         INTEGER NOT NULL,
  goroutines_ended           INTEGER NOT NULL,
  goroutines_peak            INTEGER NOT NULL, -- most at a time
  pauses                     INTEGER NOT NULL, -- stops of the world, both ends shown: asked for to running again
  pause_total_ns             REAL NOT NULL,
  longest_pause_ns           REAL,
  longest_pause_kind         TEXT,
  longest_to_stop_ns         REAL,             -- until everything stood
  other_stops                INTEGER NOT NULL, -- those no GC cycle asked for
  other_stop_ns              REAL NOT NULL,
  gc_cycles                  INTEGER NOT NULL,
  gc_mark_ns                 REAL NOT NULL,    -- wall time
  gc_share                   REAL,             -- of the procs: pauses of cycles, GC workers without idle ones, assists
  mmu_1ms                    REAL,             -- lowest share left to the program in any window of this length
  mmu_10ms                   REAL,
  mmu_100ms                  REAL,
  procs_ns                   REAL NOT NULL,    -- GOMAXPROCS x time; the classes below never overlap, what they lack is not shown
  program_ns                 REAL NOT NULL,
  syscall_ns                 REAL NOT NULL,    -- in syscalls that keep their proc
  assist_ns                  REAL NOT NULL,
  sweep_ns                   REAL NOT NULL,
  dedicated_ns               REAL NOT NULL,
  fractional_ns              REAL NOT NULL,
  idle_worker_ns             REAL NOT NULL,
  stopped_ns                 REAL NOT NULL,
  searching_ns               REAL NOT NULL,
  idle_ns                    REAL NOT NULL,
  assists                    INTEGER NOT NULL,
  assist_wall_ns             REAL NOT NULL,    -- waiting for credit included
  longest_assist_ns          REAL,
  scheduling_waits           INTEGER NOT NULL, -- runnable, both ends shown
  scheduling_wait_ns         REAL NOT NULL,
  longest_scheduling_wait_ns REAL,
  scheduling_wait_p99_ns     REAL,             -- estimate, within 13 %
  scheduling_stw_ns          REAL NOT NULL,    -- of scheduling_wait_ns: the world stopped
  scheduling_gc_ns           REAL NOT NULL,    -- all procs busy, at least one with a GC worker
  scheduling_full_ns         REAL NOT NULL,    -- all procs busy with the program
  scheduling_other_ns        REAL NOT NULL,    -- what is left
  wait_network_ns            REAL NOT NULL,    -- goroutines waiting, by class of reason
  wait_channel_ns            REAL NOT NULL,
  wait_select_ns             REAL NOT NULL,
  wait_sync_ns               REAL NOT NULL,
  wait_sleep_ns              REAL NOT NULL,
  wait_gc_ns                 REAL NOT NULL,
  wait_system_ns             REAL NOT NULL,
  wait_forever_ns            REAL NOT NULL,
  wait_unnamed_ns            REAL NOT NULL,
  wait_other_ns              REAL NOT NULL,
  syscalls                   INTEGER NOT NULL,
  syscall_wall_ns            REAL NOT NULL,
  longest_syscall_ns         REAL,
  heap_peak_bytes            REAL,
  goal_peak_bytes            REAL,
  migrations                 INTEGER NOT NULL, -- runs on another proc than the run before
  tasks                      INTEGER NOT NULL,
  regions                    INTEGER NOT NULL,
  logs                       INTEGER NOT NULL,
  cpu_samples                INTEGER NOT NULL,
  span_allocs                INTEGER,          -- alloc/free experiment; NULL without it
  span_reuses                INTEGER,          -- in memory that was a span's before, whole or in part
  object_allocs              INTEGER,
  object_frees               INTEGER,
  overflow_buckets           INTEGER,          -- bucket maps (to Go 1.23), at most; NULL: none
  alloc_json                 TEXT              -- all totals of the experiment; NULL without it
) STRICT;

CREATE TABLE trace_scheduling (
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
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_ranges (
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
  histogram       BLOB NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_procs (
  -- One row per proc: what its time went to, ns; as in trace_figures.
  source_id      INTEGER NOT NULL REFERENCES imports (id),
  proc           INTEGER NOT NULL, -- slot
  number         INTEGER NOT NULL, -- the runtime's
  runs           INTEGER NOT NULL, -- goroutines put on it
  program_ns     REAL NOT NULL,
  syscall_ns     REAL NOT NULL,
  assist_ns      REAL NOT NULL,
  sweep_ns       REAL NOT NULL,
  dedicated_ns   REAL NOT NULL,
  fractional_ns  REAL NOT NULL,
  idle_worker_ns REAL NOT NULL,
  stopped_ns     REAL NOT NULL,
  searching_ns   REAL NOT NULL,
  idle_ns        REAL NOT NULL,
  PRIMARY KEY (source_id, proc)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_objects (
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
  histogram       BLOB NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

${['trace_figures', 'trace_scheduling', 'trace_ranges', 'trace_procs', 'trace_objects'].map(evidenceTriggers).join('\n')}

CREATE VIEW trace_ranking AS
  -- One row per execution trace, to be sorted by what hurts; ms and shares.
  SELECT sources.path AS source, duration_ns / 1e9 AS duration_s, longest_pause_ns / 1e6 AS longest_pause_ms, longest_pause_kind,
    longest_to_stop_ns / 1e6 AS longest_to_stop_ms, other_stops, gc_cycles, gc_share, mmu_1ms, mmu_10ms, mmu_100ms,
    assist_wall_ns / 1e6 AS assist_ms, longest_scheduling_wait_ns / 1e6 AS longest_scheduling_wait_ms,
    scheduling_wait_ns / 1e6 AS scheduling_wait_ms, wait_sync_ns / 1e6 AS sync_wait_ms, wait_channel_ns / 1e6 AS channel_wait_ms,
    wait_network_ns / 1e6 AS network_wait_ms, syscalls, goroutines_created, goroutines_peak, program_ns / procs_ns AS program_share,
    idle_ns / procs_ns AS idle_share, heap_peak_bytes / 1048576.0 AS heap_peak_mib
  FROM trace_figures JOIN sources ON sources.id = trace_figures.source_id;

CREATE VIEW trace_wait_list AS
  -- Waiting and syscalls by reason and place; ms.
  SELECT sources.path AS source, state, reason, place, count, total_ns / 1e6 AS total_ms, max_ns / 1e6 AS longest_ms, stack
  FROM trace_blocking JOIN sources ON sources.id = trace_blocking.source_id;

CREATE VIEW trace_scheduling_list AS
  -- Waits for a proc by reason and place, with what they went to; ms.
  SELECT sources.path AS source, reason, place, from_state, is_first_run, count, total_ns / 1e6 AS total_ms, max_ns / 1e6 AS longest_ms,
    stw_ns / 1e6 AS stopped_ms, gc_ns / 1e6 AS gc_ms, full_ns / 1e6 AS procs_busy_ms,
    (total_ns - stw_ns - gc_ns - full_ns) / 1e6 AS other_ms, stack
  FROM trace_scheduling JOIN sources ON sources.id = trace_scheduling.source_id;

CREATE VIEW trace_region_list AS
  -- User regions by name and place; ms.
  SELECT sources.path AS source, trace_ranges.name AS name, place, count, total_ns / 1e6 AS total_ms, total_ns / count / 1e6 AS mean_ms,
    max_ns / 1e6 AS longest_ms, open_count, stack
  FROM trace_ranges JOIN sources ON sources.id = trace_ranges.source_id WHERE trace_ranges.kind = 5;

CREATE VIEW trace_assist_list AS
  -- Mark assists by place; ms.
  SELECT sources.path AS source, place, count, total_ns / 1e6 AS total_ms, max_ns / 1e6 AS longest_ms, stack
  FROM trace_ranges JOIN sources ON sources.id = trace_ranges.source_id WHERE trace_ranges.kind = 3;

CREATE VIEW trace_task_list AS
  -- User tasks; ms. The first 10,000 of a trace; all are in its blocks. task, parent and goroutine are slots, as in traces: trace_all_tasks
  -- has the runtime's ids.
  SELECT sources.path AS source, task, parent, trace_tasks.name AS name, begin_ns / 1e6 AS begin_ms, (end_ns - begin_ns) / 1e6 AS length_ms,
    end_ns IS NULL AS is_open, goroutine
  FROM trace_tasks JOIN sources ON sources.id = trace_tasks.source_id;

CREATE VIEW trace_object_list AS
  -- Heap objects by type and allocating start function; MiB and ms.
  SELECT sources.path AS source, type_name, function_name, allocated, freed, live, allocated_bytes / 1048576.0 AS allocated_mib,
    live_bytes / 1048576.0 AS live_mib, total_ns / count / 1e6 AS mean_life_ms, survived
  FROM trace_objects JOIN sources ON sources.id = trace_objects.source_id;
`
