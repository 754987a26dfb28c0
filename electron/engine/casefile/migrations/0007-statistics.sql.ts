import { evidenceTriggers } from './evidenceTriggers.ts'

/** Named series of numbers, what the operating system says of memory, and the thresholds people set. */
export const sql = `
CREATE TABLE series (
  -- One row per named series of a source; its points are in series_columns.
  source_id   INTEGER NOT NULL REFERENCES imports (id),
  ordinal     INTEGER NOT NULL,      -- from 0 within the source
  name        TEXT NOT NULL,         -- as the source names it
  labels_json TEXT NOT NULL,         -- object of strings, keys sorted
  unit        TEXT NOT NULL,         -- bytes, seconds, count, ...; time: ms since 1970; '': unknown
  kind        TEXT NOT NULL CHECK (kind IN ('counter', 'gauge', 'histogram', 'summary', 'info', 'unknown')),
  part        TEXT NOT NULL CHECK (part IN ('value', 'bucket', 'sum', 'count', 'quantile', 'created')), -- of its family
  canonical   TEXT,                  -- figure of the common vocabulary, such as go.heap.objects; NULL: none of them
  axis        TEXT NOT NULL CHECK (axis IN ('wall', 'order')), -- order: times are unknown, points count 0, 1, 2, ...
  points      INTEGER NOT NULL,
  first_x     REAL NOT NULL,         -- ms since 1970, or place in the order
  last_x      REAL NOT NULL,
  min_value   REAL,                  -- in unit; NULL: no point is a finite number, as the next three
  max_value   REAL,
  first_value REAL,                  -- of the first point that is one
  last_value  REAL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX series_by_canonical ON series (canonical) WHERE canonical IS NOT NULL;

CREATE TABLE series_help (
  -- What sources say of the series of a name.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  name      TEXT NOT NULL,
  help      TEXT NOT NULL,
  PRIMARY KEY (source_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE series_blocks (
  -- Points of neighbouring series, packed together: a block per stretch of the file.
  source_id    INTEGER NOT NULL REFERENCES imports (id),
  block        INTEGER NOT NULL,     -- from 0; points of one series rise in time from block to block as the source had them
  first_series INTEGER NOT NULL,     -- series.ordinal
  last_series  INTEGER NOT NULL,
  points       INTEGER NOT NULL,
  PRIMARY KEY (source_id, block)
) STRICT, WITHOUT ROWID;

CREATE TABLE series_columns (
  -- Columns of a block, one typed array each, little-endian. runs: pairs of series.ordinal and number of points. at: whole µs
  -- (or places in the order), in each run the first as it is, the second less the first, then differences of differences.
  -- value: as the source had it.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  block     INTEGER NOT NULL,
  name      TEXT NOT NULL CHECK (name IN ('runs', 'at', 'value')),
  element   TEXT NOT NULL CHECK (element IN ('u32', 'f64')),
  length    INTEGER NOT NULL,        -- elements
  codec     TEXT NOT NULL CHECK (codec IN ('none', 'shuffle-zstd')), -- as in profile_columns
  sha256    TEXT NOT NULL,           -- of the little-endian array, lower-case hex; checked on read
  content   BLOB NOT NULL,
  PRIMARY KEY (source_id, block, name)
) STRICT;

CREATE TABLE region_snapshots (
  -- One listing of a process's mappings.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  ordinal   INTEGER NOT NULL,        -- from 0 within the source
  kind      TEXT NOT NULL CHECK (kind IN ('smaps', 'smaps_rollup', 'maps')),
  at_ms     REAL,                    -- ms since 1970 UTC; NULL: nothing tells
  regions   INTEGER NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE memory_regions (
  -- One row per mapping. Sizes in bytes; NULL where the listing has no such figure.
  source_id        INTEGER NOT NULL REFERENCES imports (id),
  snapshot         INTEGER NOT NULL, -- region_snapshots.ordinal
  ordinal          INTEGER NOT NULL, -- from 0 within the listing
  start_address    TEXT NOT NULL,    -- hex, as listed
  end_address      TEXT NOT NULL,
  permissions      TEXT NOT NULL,    -- rw-p
  path             TEXT NOT NULL,    -- '': anonymous
  size_bytes       INTEGER,
  rss_bytes        INTEGER,
  pss_bytes        INTEGER,
  private_bytes    INTEGER,          -- clean and dirty
  shared_bytes     INTEGER,
  anonymous_bytes  INTEGER,
  lazy_free_bytes  INTEGER,          -- freed with MADV_FREE, taken back when memory is short
  huge_pages_bytes INTEGER,          -- AnonHugePages
  swap_bytes       INTEGER,
  locked_bytes     INTEGER,
  PRIMARY KEY (source_id, snapshot, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE oom_events (
  -- One row per process that the kernel killed for want of memory. Sizes in bytes; NULL: the log does not say.
  source_id             INTEGER NOT NULL REFERENCES imports (id),
  ordinal               INTEGER NOT NULL, -- from 0 within the source
  first_line            INTEGER NOT NULL, -- 1-based
  last_line             INTEGER NOT NULL,
  at_ms                 REAL,             -- ms since 1970 UTC
  error_ms              REAL,             -- half-width of what is known of at_ms; NULL with it
  uptime_s              REAL,             -- seconds since boot
  scope                 TEXT NOT NULL CHECK (scope IN ('cgroup', 'global', 'unknown')),
  invoked_by            TEXT,             -- who asked for memory
  limit_group           TEXT,             -- group whose limit was reached
  task_group            TEXT,             -- group of the killed process
  usage_bytes           INTEGER,          -- of limit_group at the kill
  limit_bytes           INTEGER,
  failures              INTEGER,          -- times the limit was reached
  swap_usage_bytes      INTEGER,
  swap_limit_bytes      INTEGER,
  kernel_usage_bytes    INTEGER,
  stats_json            TEXT NOT NULL,    -- object of numbers: the group's memory.stat
  total_ram_bytes       INTEGER,          -- of the machine
  free_ram_bytes        INTEGER,
  killed_pid            INTEGER,
  killed_name           TEXT,
  virtual_bytes         INTEGER,
  rss_anon_bytes        INTEGER,
  rss_file_bytes        INTEGER,
  rss_shmem_bytes       INTEGER,
  page_tables_bytes     INTEGER,
  oom_score_adjustment  INTEGER,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE oom_processes (
  -- The table of processes that the kernel prints with a kill, largest first.
  source_id            INTEGER NOT NULL REFERENCES imports (id),
  event                INTEGER NOT NULL, -- oom_events.ordinal
  ordinal              INTEGER NOT NULL, -- from 0
  pid                  INTEGER NOT NULL,
  uid                  INTEGER,
  name                 TEXT NOT NULL,
  rss_bytes            INTEGER NOT NULL,
  virtual_bytes        INTEGER,
  rss_anon_bytes       INTEGER,          -- NULL before Linux 6.x, as the next two
  rss_file_bytes       INTEGER,
  rss_shmem_bytes      INTEGER,
  page_tables_bytes    INTEGER,
  swap_bytes           INTEGER,
  oom_score_adjustment INTEGER,
  PRIMARY KEY (source_id, event, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE container_states (
  -- One row per container as a description of its pod has it. Times in ms since 1970 UTC; NULL: not said.
  source_id            INTEGER NOT NULL REFERENCES imports (id),
  ordinal              INTEGER NOT NULL, -- from 0 within the source
  first_line           INTEGER NOT NULL, -- 1-based; 0: no line of its own
  pod                  TEXT NOT NULL,    -- '' where not said, as the other texts
  namespace            TEXT NOT NULL,
  node                 TEXT NOT NULL,
  container            TEXT NOT NULL,
  image                TEXT NOT NULL,
  is_init              INTEGER NOT NULL CHECK (is_init IN (0, 1)),
  state                TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'terminated', 'unknown')),
  reason               TEXT NOT NULL,
  exit_code            INTEGER,
  started_ms           REAL,
  finished_ms          REAL,
  last_reason          TEXT NOT NULL,    -- of the run before: OOMKilled
  last_exit_code       INTEGER,
  last_started_ms      REAL,
  last_finished_ms     REAL,
  restarts             INTEGER,
  is_ready             INTEGER CHECK (is_ready IN (0, 1)),
  memory_limit_bytes   REAL,
  memory_request_bytes REAL,
  cpu_limit_cores      REAL,
  environment_json     TEXT NOT NULL,    -- object of strings: GOMEMLIMIT, GOGC and their kin
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE series_thresholds (
  -- Judgement: values by which people judge series of a name, of whatever source.
  series_name TEXT NOT NULL,
  labels_json TEXT NOT NULL,         -- object of strings, keys sorted: series that have all of them
  direction   TEXT NOT NULL CHECK (direction IN ('above', 'below')), -- the side that is bad
  value       REAL NOT NULL,         -- in the unit of the series
  note        TEXT NOT NULL,         -- '' where nothing was said
  author      TEXT NOT NULL,
  at_ms       INTEGER NOT NULL,      -- ms since 1970 UTC
  PRIMARY KEY (series_name, labels_json, direction)
) STRICT;

${['series', 'series_help', 'series_blocks', 'series_columns', 'region_snapshots', 'memory_regions', 'oom_events', 'oom_processes', 'container_states'].map(evidenceTriggers).join('\n')}

CREATE VIEW series_list AS
  -- One row per series; times as UTC text where they are known.
  SELECT sources.path AS source, series.name, labels_json AS labels, unit, series.kind, part, canonical, points,
    CASE axis WHEN 'wall' THEN strftime('%Y-%m-%d %H:%M:%f', first_x / 1000.0, 'unixepoch') END AS first_time,
    CASE axis WHEN 'wall' THEN strftime('%Y-%m-%d %H:%M:%f', last_x / 1000.0, 'unixepoch') END AS last_time,
    min_value, max_value, first_value, last_value
  FROM series JOIN sources ON sources.id = source_id;

CREATE VIEW region_list AS
  -- One row per mapping; sizes in KiB, as /proc has them.
  SELECT sources.path AS source, snapshot, start_address, end_address, permissions, memory_regions.path AS path,
    size_bytes / 1024 AS size_kib, rss_bytes / 1024 AS rss_kib, pss_bytes / 1024 AS pss_kib, private_bytes / 1024 AS private_kib,
    anonymous_bytes / 1024 AS anonymous_kib, lazy_free_bytes / 1024 AS lazy_free_kib, huge_pages_bytes / 1024 AS huge_pages_kib,
    swap_bytes / 1024 AS swap_kib
  FROM memory_regions JOIN sources ON sources.id = source_id;

CREATE VIEW oom_list AS
  -- One row per out-of-memory kill; time as UTC text, sizes in MiB.
  SELECT sources.path AS source, first_line, strftime('%Y-%m-%d %H:%M:%f', at_ms / 1000.0, 'unixepoch') AS killed_at, uptime_s,
    scope, invoked_by, killed_pid, killed_name, limit_group, round(usage_bytes / 1048576.0, 1) AS usage_mib,
    round(limit_bytes / 1048576.0, 1) AS limit_mib, round(rss_anon_bytes / 1048576.0, 1) AS rss_anon_mib
  FROM oom_events JOIN sources ON sources.id = source_id;

CREATE VIEW container_list AS
  -- One row per container of a described pod; times as UTC text, sizes in MiB.
  SELECT sources.path AS source, namespace, pod, container, state, reason, exit_code, last_reason, last_exit_code,
    strftime('%Y-%m-%d %H:%M:%f', last_finished_ms / 1000.0, 'unixepoch') AS last_finished, restarts,
    round(memory_limit_bytes / 1048576.0, 1) AS memory_limit_mib
  FROM container_states JOIN sources ON sources.id = source_id;
`
