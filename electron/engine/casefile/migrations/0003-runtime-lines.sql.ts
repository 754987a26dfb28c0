import { evidenceTriggers } from './evidenceTriggers.ts'

const TABLES = [
  'scavenges',
  'pacer_cycles',
  'sched_snapshots',
  'sched_procs',
  'sched_goroutines',
  'package_inits',
  'finalizer_queues',
  'gc_scans',
]

/**
 * What the runtime prints beside its GC cycles. Rows belong to a process life; `ordinal` is their order in it, from 0; NULL says that
 * the Go version does not print the figure or that it cannot be told. How rows came to their cycle: shared/records/runtimeRows.ts.
 */
export const sql = `
CREATE TABLE scavenges (
  -- Memory given back to the operating system: one row per scav (Go 1.14+) or scvg (Go 1.5-1.13) line.
  source_id      INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal   INTEGER NOT NULL, -- process_lives.ordinal
  ordinal        INTEGER NOT NULL, -- order in the life, from 0
  line           INTEGER NOT NULL, -- 1-based line of the source
  cycle          INTEGER,          -- gc_cycles.number of the cycle whose sweep had ended; NULL: cannot be told
  wall_ms        REAL,             -- collector's time of the line, ms since 1970 UTC
  form           INTEGER NOT NULL CHECK (form IN (0, 1, 2, 3)), -- 0 scav to 1.20, 1 scav since 1.21, 2 scvg state, 3 scvg released
  work_bytes     INTEGER,          -- returned since the line before: in the background (form 1), all of it (others)
  eager_bytes    INTEGER,          -- returned at allocation since the line before; Go 1.21+
  released_bytes INTEGER,          -- returned and not taken again at that moment (HeapReleased)
  util_percent   INTEGER,          -- HeapInuse in percent of the memory not returned
  inuse_bytes    INTEGER,          -- scvg only, as the next three; whole MiB
  idle_bytes     INTEGER,
  sys_bytes      INTEGER,
  consumed_bytes INTEGER,
  is_forced      INTEGER NOT NULL CHECK (is_forced IN (0, 1)), -- 1: debug.FreeOSMemory
  is_reset       INTEGER NOT NULL CHECK (is_reset IN (0, 1)),  -- 1: the scavenger's controller started afresh
  PRIMARY KEY (source_id, life_ordinal, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE pacer_cycles (
  -- One row per GC cycle of gcpacertrace: start, end, and the sweep after it; what was not printed is NULL.
  source_id             INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal          INTEGER NOT NULL, -- process_lives.ordinal
  ordinal               INTEGER NOT NULL, -- order in the life, from 0
  line                  INTEGER NOT NULL, -- 1-based, first of its lines
  cycle                 INTEGER,          -- gc_cycles.number; NULL: no gc line near it
  wall_ms               REAL,             -- collector's time of that line, ms since 1970 UTC
  assist_ratio          REAL,             -- scan work owed per byte allocated, planned at the start
  start_scan_bytes      INTEGER,          -- expected scan work; whole MiB, as the next two
  start_heap_bytes      INTEGER,
  start_goal_bytes      INTEGER,
  dedicated_workers     INTEGER,
  fractional_goal       REAL,             -- share of a P for a fractional worker
  form                  INTEGER CHECK (form IN (0, 1)), -- 0: Go 1.5-1.17, 1: 1.18+; NULL: the end is missing
  cpu_percent           REAL,             -- CPU of GC during marking, of all Ps
  expected_cpu_percent  REAL,
  heap_work_bytes       INTEGER,          -- scanned; before Go 1.18 all work
  stack_work_bytes      INTEGER,          -- Go 1.18+, as the next two
  globals_work_bytes    INTEGER,
  expected_work_bytes   INTEGER,
  trigger_bytes         INTEGER,          -- heap when the cycle started
  end_bytes             INTEGER,          -- heap when marking ended
  above_goal_bytes      INTEGER,          -- end minus goal; negative: below
  cons_mark             REAL,             -- bytes allocated per byte marked; Go 1.18+
  is_reset              INTEGER CHECK (is_reset IN (0, 1)),
  marked_before_bytes   INTEGER,          -- before Go 1.18, as the next three: live heap of the cycle before
  trigger_ratio         REAL,             -- growth over it at the trigger
  end_ratio             REAL,             -- at the end
  goal_ratio            REAL,             -- aimed at
  sweep_heap_bytes      INTEGER,          -- heap when the sweep was done; whole MiB, as the next
  sweep_allocated_bytes INTEGER,          -- allocated during it
  swept_pages           INTEGER,
  pages_per_byte        REAL,             -- pages to sweep per byte allocated
  PRIMARY KEY (source_id, life_ordinal, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE sched_snapshots (
  -- One row per SCHED line (schedtrace); columns from gc_waiting on only with scheddetail.
  source_id               INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal            INTEGER NOT NULL, -- process_lives.ordinal
  ordinal                 INTEGER NOT NULL, -- order in the life, from 0
  line                    INTEGER NOT NULL, -- 1-based line of the source
  last_line               INTEGER NOT NULL, -- last line of its details
  wall_ms                 REAL,             -- collector's time of the line, ms since 1970 UTC
  at_ns                   INTEGER NOT NULL, -- since process start
  procs                   INTEGER NOT NULL, -- GOMAXPROCS
  idle_procs              INTEGER NOT NULL,
  threads                 INTEGER NOT NULL, -- existing Ms
  spinning_threads        INTEGER,          -- looking for work
  need_spinning           INTEGER,          -- 1: one more is wanted; Go 1.20+
  idle_threads            INTEGER,
  run_queue               INTEGER NOT NULL, -- runnable goroutines of no P
  local_run_queue         INTEGER,          -- runnable goroutines of all Ps together, without those that run next
  longest_local_run_queue INTEGER,
  gc_waiting              INTEGER,          -- 1: a stop of the world is waited for
  idle_locked_threads     INTEGER,          -- waiting for a goroutine locked to them
  stop_wait               INTEGER,          -- Ps still to be stopped
  sysmon_wait             INTEGER,          -- 1: the monitor sleeps
  threads_with_proc       INTEGER,
  blocked_threads         INTEGER,
  locked_threads          INTEGER,          -- with a goroutine locked to them
  goroutines              INTEGER,          -- not dead
  runnable_goroutines     INTEGER,
  running_goroutines      INTEGER,
  syscall_goroutines      INTEGER,
  waiting_goroutines      INTEGER,
  dead_goroutines         INTEGER,          -- kept for reuse
  local_run_queues        TEXT,             -- per P, in their order, spaces between; NULL with scheddetail (see sched_procs)
  sched_ticks             TEXT,             -- per P: scheduling rounds since process start; Go 1.25+
  PRIMARY KEY (source_id, life_ordinal, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE sched_procs (
  -- scheddetail: one row per P of a snapshot.
  source_id       INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal    INTEGER NOT NULL, -- process_lives.ordinal
  ordinal         INTEGER NOT NULL, -- order in the life, from 0
  line            INTEGER NOT NULL, -- 1-based line of the source
  snapshot_line   INTEGER NOT NULL, -- sched_snapshots.line
  proc            INTEGER NOT NULL, -- number of the P
  status          INTEGER NOT NULL, -- 0 idle, 1 running, 2 syscall, 3 gcstop, 4 dead
  sched_tick      INTEGER,          -- scheduling rounds since process start
  syscall_tick    INTEGER,          -- system calls since process start
  thread          INTEGER,          -- M it belongs to; NULL: none
  run_queue       INTEGER,          -- runnable goroutines; NULL: misread by the runtime
  free_goroutines INTEGER,          -- dead ones kept for reuse
  timers          INTEGER,          -- Go 1.14+
  PRIMARY KEY (source_id, life_ordinal, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE sched_goroutines (
  -- scheddetail: goroutines of a snapshot by status and wait reason.
  source_id     INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal  INTEGER NOT NULL, -- process_lives.ordinal
  ordinal       INTEGER NOT NULL, -- order in the life, from 0
  snapshot_line INTEGER NOT NULL, -- sched_snapshots.line
  status        INTEGER NOT NULL, -- 0 idle, 1 runnable, 2 running, 3 syscall, 4 waiting, 6 dead, 8 copystack, 9 preempted
  count         INTEGER NOT NULL,
  reason        TEXT NOT NULL,    -- why it waits, or waited last; '' where there is none
  PRIMARY KEY (source_id, life_ordinal, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE package_inits (
  -- inittrace: one row per package initialised.
  source_id    INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal INTEGER NOT NULL, -- process_lives.ordinal
  ordinal      INTEGER NOT NULL, -- order in the life, from 0
  line         INTEGER NOT NULL, -- 1-based line of the source
  wall_ms      REAL,             -- collector's time of the line, ms since 1970 UTC
  at_ns        INTEGER NOT NULL, -- since process start
  clock_ns     INTEGER,          -- how long it took
  bytes        INTEGER,          -- allocated
  allocs       INTEGER,          -- allocations
  package      TEXT NOT NULL,    -- import path
  PRIMARY KEY (source_id, life_ordinal, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE finalizer_queues (
  -- checkfinalizers: what waits to be run after a cycle (Go 1.25+).
  source_id    INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal INTEGER NOT NULL, -- process_lives.ordinal
  ordinal      INTEGER NOT NULL, -- order in the life, from 0
  line         INTEGER NOT NULL, -- 1-based line of the source
  cycle        INTEGER,          -- gc_cycles.number; NULL: no gc line before it
  wall_ms      REAL,             -- collector's time of the line, ms since 1970 UTC
  finalizers   INTEGER NOT NULL,
  cleanups     INTEGER NOT NULL,
  PRIMARY KEY (source_id, life_ordinal, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE gc_scans (
  -- gctrace=2: what a cycle scanned, in all and per size class (Go 1.25+).
  source_id      INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal   INTEGER NOT NULL, -- process_lives.ordinal
  ordinal        INTEGER NOT NULL, -- order in the life, from 0
  line           INTEGER NOT NULL, -- 1-based line of the source
  cycle          INTEGER,          -- gc_cycles.number; NULL: no gc line before it
  size_class     INTEGER,          -- bytes; 0: large objects; NULL: all together
  objects        INTEGER NOT NULL,
  single_objects INTEGER,          -- scanned one by one; NULL without the Green Tea collector, as the rest
  sparse_objects INTEGER,          -- in spans with few marked objects
  dense_objects  INTEGER,          -- in spans with many
  spans          INTEGER,
  sparse_spans   INTEGER,
  dense_spans    INTEGER,
  PRIMARY KEY (source_id, life_ordinal, ordinal)
) STRICT, WITHOUT ROWID;

${TABLES.map(evidenceTriggers).join('\n')}

CREATE VIEW scavenge_list AS
  -- One row per scav or scvg line; MiB.
  SELECT sources.path AS source, life_ordinal AS life, line, cycle, work_bytes / 1048576.0 AS work_mib,
    eager_bytes / 1048576.0 AS eager_mib, released_bytes / 1048576.0 AS released_mib, util_percent, is_forced, is_reset,
    strftime('%Y-%m-%d %H:%M:%f', wall_ms / 1000.0, 'unixepoch') AS wall_time
  FROM scavenges JOIN sources ON sources.id = scavenges.source_id;

CREATE VIEW pacer_list AS
  -- One row per GC cycle of gcpacertrace; MiB.
  SELECT sources.path AS source, life_ordinal AS life, line, cycle, assist_ratio, cpu_percent, expected_cpu_percent,
    trigger_bytes / 1048576.0 AS trigger_mib, end_bytes / 1048576.0 AS end_mib, above_goal_bytes / 1048576.0 AS above_goal_mib,
    heap_work_bytes / 1048576.0 AS heap_work_mib, expected_work_bytes / 1048576.0 AS expected_work_mib, cons_mark
  FROM pacer_cycles JOIN sources ON sources.id = pacer_cycles.source_id;

CREATE VIEW sched_list AS
  -- One row per SCHED line; seconds since process start.
  SELECT sources.path AS source, life_ordinal AS life, line, at_ns / 1e9 AS at_s, procs, idle_procs, threads, spinning_threads,
    idle_threads, run_queue, local_run_queue, run_queue + coalesce(local_run_queue, 0) AS waiting, longest_local_run_queue,
    goroutines, local_run_queues,
    strftime('%Y-%m-%d %H:%M:%f', wall_ms / 1000.0, 'unixepoch') AS wall_time
  FROM sched_snapshots JOIN sources ON sources.id = sched_snapshots.source_id;

CREATE VIEW init_list AS
  -- One row per package initialised; ms.
  SELECT sources.path AS source, life_ordinal AS life, line, package, at_ns / 1e6 AS at_ms, clock_ns / 1e6 AS clock_ms,
    package_inits.bytes AS bytes, allocs
  FROM package_inits JOIN sources ON sources.id = package_inits.source_id;
`
