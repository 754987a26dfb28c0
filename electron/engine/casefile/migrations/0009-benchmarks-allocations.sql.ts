import { evidenceTriggers } from './evidenceTriggers.ts'

const EVIDENCE = [
  'benchmark_results',
  'benchmark_values',
  'benchmark_configs',
  'benchmark_units',
  'alloc_logs',
  'alloc_columns',
  'alloc_classes',
  'alloc_goroutines',
  'alloc_seconds',
]

/** Benchmark results and allocation events. */
export const sql = `
-- Evidence: written by import jobs, never changed ------------------------------------------------------------------------

CREATE TABLE benchmark_results (
  -- One row per result line of go test -bench.
  source_id  INTEGER NOT NULL REFERENCES imports (id),
  ordinal    INTEGER NOT NULL,     -- from 0, as in the file
  line       INTEGER NOT NULL,     -- 1-based
  name       TEXT NOT NULL,        -- without "Benchmark" and the number of processors: MapInsert/n=10/grow
  procs      INTEGER,              -- GOMAXPROCS; NULL: the name has none
  iterations INTEGER NOT NULL,
  config     INTEGER NOT NULL,     -- benchmark_configs.config; a config without rows there is empty
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE benchmark_values (
  -- The values of a result line, in their own units.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  result    INTEGER NOT NULL,      -- benchmark_results.ordinal
  ordinal   INTEGER NOT NULL,      -- from 0, as on the line
  value     REAL,                  -- NULL: NaN
  unit      TEXT NOT NULL,         -- such as ns/op, B/op, MB/s
  PRIMARY KEY (source_id, result, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE benchmark_configs (
  -- "key: value" lines in force at a result, such as goos and pkg.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  config    INTEGER NOT NULL,
  key       TEXT NOT NULL,
  value     TEXT NOT NULL,
  PRIMARY KEY (source_id, config, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE benchmark_units (
  -- "Unit ns/op better=lower" lines.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  unit      TEXT NOT NULL,
  key       TEXT NOT NULL,         -- such as better, assume
  value     TEXT NOT NULL,
  PRIMARY KEY (source_id, unit, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE alloc_logs (
  -- One row per allocation log.
  source_id   INTEGER PRIMARY KEY REFERENCES imports (id),
  form        TEXT NOT NULL,       -- jsonLines | csv | keyValue | allocfreetrace | alerts
  events      INTEGER NOT NULL,    -- counts of rows added up
  row_count   INTEGER NOT NULL,    -- rows in alloc_columns
  start_ms    REAL,                -- wall time of time 0 of the columns, ms since 1970 UTC; NULL: another clock, or none
  span_ns     REAL NOT NULL,       -- from the earliest to the latest event; 0: no times
  uncounted   INTEGER NOT NULL,    -- events beyond the limits of alloc_goroutines or alloc_seconds
  texts_json  TEXT NOT NULL,       -- array of strings: functions, types and messages; 0 is ''
  alerts_json TEXT NOT NULL        -- array of { line, text }: the first lines with ALERT:
) STRICT;

CREATE TABLE alloc_columns (
  -- Events in chunks of 65,536, one typed array per field of AllocEventColumns, little-endian.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  chunk     INTEGER NOT NULL,      -- from 0
  name      TEXT NOT NULL,
  element   TEXT NOT NULL CHECK (element IN ('u8', 'u32', 'u64', 'f64')),
  length    INTEGER NOT NULL,      -- elements
  codec     TEXT NOT NULL CHECK (codec IN ('none', 'shuffle-zstd')),
  sha256    TEXT NOT NULL,         -- of the little-endian array, lower-case hex; checked on read
  content   BLOB NOT NULL,
  PRIMARY KEY (source_id, chunk, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE alloc_classes (
  -- Events by kind and span class.
  source_id  INTEGER NOT NULL REFERENCES imports (id),
  kind       TEXT NOT NULL,        -- malloc | free | spanAlloc | spanFree | sweep | scavenge | overflowBucket | gc | alert
  span_class INTEGER NOT NULL,     -- size class * 2 + noscan; -1: not in the log
  events     INTEGER NOT NULL,
  bytes      REAL NOT NULL,        -- size * count where the size is known
  min_size   INTEGER,              -- NULL: no event has a size
  max_size   INTEGER,              -- NULL with it
  PRIMARY KEY (source_id, kind, span_class)
) STRICT, WITHOUT ROWID;

CREATE TABLE alloc_goroutines (
  -- Events by kind, process and goroutine.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  kind      TEXT NOT NULL,         -- as in alloc_classes
  pid       INTEGER NOT NULL,      -- -1: not in the log
  goroutine INTEGER NOT NULL,      -- -1: not in the log
  events    INTEGER NOT NULL,
  bytes     REAL NOT NULL,         -- as in alloc_classes
  first_ns  REAL,                  -- time of its first event since time 0; NULL: no times
  last_ns   REAL,                  -- NULL with it
  text      TEXT,                  -- function or type most of its events name; NULL: none
  PRIMARY KEY (source_id, kind, pid, goroutine)
) STRICT, WITHOUT ROWID;

CREATE TABLE alloc_seconds (
  -- Events by kind and second.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  kind      TEXT NOT NULL,         -- as in alloc_classes
  second    INTEGER NOT NULL,      -- since time 0
  events    INTEGER NOT NULL,
  bytes     REAL NOT NULL,         -- as in alloc_classes
  PRIMARY KEY (source_id, kind, second)
) STRICT, WITHOUT ROWID;

${EVIDENCE.map(evidenceTriggers).join('\n')}

-- Views ------------------------------------------------------------------------------------------------------------------

CREATE VIEW benchmark_list AS
  -- One row per value of a result.
  SELECT sources.path AS source, benchmark_results.line, benchmark_results.name, procs, iterations, value, unit,
    (SELECT value FROM benchmark_configs WHERE benchmark_configs.source_id = benchmark_results.source_id
      AND benchmark_configs.config = benchmark_results.config AND key = 'pkg') AS pkg
  FROM benchmark_results JOIN sources ON sources.id = benchmark_results.source_id
  JOIN benchmark_values ON benchmark_values.source_id = benchmark_results.source_id
    AND benchmark_values.result = benchmark_results.ordinal;

CREATE VIEW alloc_class_list AS
  -- One row per kind and span class; bytes of one object or span in its range.
  SELECT sources.path AS source, alloc_classes.kind, nullif(span_class, -1) AS span_class, events,
    alloc_classes.bytes, min_size, max_size
  FROM alloc_classes JOIN sources ON sources.id = alloc_classes.source_id;

CREATE VIEW alloc_goroutine_list AS
  -- One row per kind, process and goroutine; times in seconds since the first event.
  SELECT sources.path AS source, alloc_goroutines.kind, nullif(pid, -1) AS pid, nullif(goroutine, -1) AS goroutine, events,
    alloc_goroutines.bytes, first_ns / 1e9 AS first_s, last_ns / 1e9 AS last_s, text
  FROM alloc_goroutines JOIN sources ON sources.id = alloc_goroutines.source_id;
`
