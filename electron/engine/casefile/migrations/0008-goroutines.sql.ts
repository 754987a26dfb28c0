import { evidenceTriggers } from './evidenceTriggers.ts'

const EVIDENCE = [
  'goroutine_dumps',
  'goroutine_columns',
  'goroutine_groups',
  'goroutine_stacks',
  'goroutine_sites',
  'goroutine_statuses',
  'goroutine_labels',
  'goroutine_ancestors',
]

/** Goroutine dumps, and stacks that sources share. */
export const sql = `
-- Stacks of the case, each once. Functions and strings are those of profiles, too. ----------------------------------------

CREATE TABLE frames (
  -- A place in a function, as stacks of dumps name it.
  id          INTEGER PRIMARY KEY,
  function_id INTEGER NOT NULL REFERENCES functions (id),
  line        INTEGER NOT NULL,    -- 0: unknown
  is_inlined  INTEGER NOT NULL CHECK (is_inlined IN (0, 1)), -- 1: the call was inlined, so no arguments were printed
  UNIQUE (function_id, line, is_inlined)
) STRICT;

CREATE TABLE stacks (
  -- A call stack. Its frames are in stack_frames.
  id    INTEGER PRIMARY KEY,
  hash  TEXT NOT NULL UNIQUE,      -- SHA-256 of its frames.id, leaf first, joined by commas; lower-case hex
  depth INTEGER NOT NULL           -- frames
) STRICT;

CREATE TABLE stack_frames (
  -- The frames of a stack.
  stack_id INTEGER NOT NULL REFERENCES stacks (id),
  depth    INTEGER NOT NULL,       -- 0 is the leaf
  frame_id INTEGER NOT NULL,       -- frames.id
  PRIMARY KEY (stack_id, depth)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER frames_are_never_updated BEFORE UPDATE ON frames
BEGIN SELECT raise(ABORT, 'frames are evidence and never changed'); END;
CREATE TRIGGER stacks_are_never_updated BEFORE UPDATE ON stacks
BEGIN SELECT raise(ABORT, 'stacks are evidence and never changed'); END;
CREATE TRIGGER stack_frames_are_never_updated BEFORE UPDATE ON stack_frames
BEGIN SELECT raise(ABORT, 'stack_frames are evidence and never changed'); END;

-- Evidence: written by import jobs, never changed ------------------------------------------------------------------------

CREATE TABLE goroutine_dumps (
  -- One row per dump in a source: a moment of one process.
  source_id    INTEGER NOT NULL REFERENCES imports (id),
  ordinal      INTEGER NOT NULL,   -- from 1 within the source
  first_line   INTEGER NOT NULL,   -- 1-based
  last_line    INTEGER NOT NULL,
  cause        TEXT NOT NULL,      -- debug2 | debug1 | leakProfile | signal | panic | fatal | recovered | stack
  message      TEXT,               -- of a panic or fatal error, or the signal; NULL: none
  culprit_id   INTEGER,            -- goroutine the report is about; NULL: none can be named
  process      INTEGER NOT NULL,   -- counts up with every end of the process in the source, from 1
  row_count    INTEGER NOT NULL,   -- rows in goroutine_columns; with debug1 a row stands for several goroutines
  goroutines   INTEGER NOT NULL,   -- without threads' own stacks (goroutine 0)
  stated_total INTEGER,            -- "total N" of a debug=1 text; NULL: none
  max_id       INTEGER,            -- highest goroutine id; NULL: the dump has no ids
  program      TEXT,               -- folder of its package main; NULL: no stack shows it
  go_versions  TEXT NOT NULL,      -- Go versions that print such text
  start_ms     REAL,               -- time of its first line, ms since 1970 UTC; NULL: the source's placement, if any
  end_ms       REAL,               -- of its last line; NULL with it
  error_ms     REAL,               -- half-width of what is known; NULL with it
  first_chunk  INTEGER,            -- where its rows are in goroutine_columns; NULL: no rows
  last_chunk   INTEGER,
  crash_json   TEXT,               -- the whole crash record: nested panics, signal, registers; NULL: no crash
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE goroutine_columns (
  -- Goroutines of all dumps of a source in chunks of 65,536, one typed array per field of DumpRows, little-endian;
  -- the array named dump holds each row's goroutine_dumps.ordinal.
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

CREATE TABLE goroutine_groups (
  -- Goroutines of a dump counted by stack, creation site and status.
  source_id        INTEGER NOT NULL REFERENCES imports (id),
  dump             INTEGER NOT NULL, -- goroutine_dumps.ordinal
  stack            INTEGER NOT NULL, -- goroutine_stacks.ordinal
  site             INTEGER NOT NULL, -- goroutine_sites.ordinal; -1: unknown
  status           INTEGER NOT NULL, -- goroutine_statuses.ordinal
  goroutines       INTEGER NOT NULL,
  max_wait_minutes INTEGER NOT NULL, -- 0: under a minute, or not known
  PRIMARY KEY (source_id, dump, stack, site, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE goroutine_stacks (
  -- Number of a stack within a source.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  ordinal   INTEGER NOT NULL,      -- from 0
  stack_id  INTEGER NOT NULL,      -- stacks.id
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE goroutine_sites (
  -- Number of a creation site ("created by") within a source.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  ordinal   INTEGER NOT NULL,      -- from 0
  frame_id  INTEGER NOT NULL,      -- frames.id
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE goroutine_statuses (
  -- Number of the text in a header's brackets, such as "chan receive".
  source_id INTEGER NOT NULL REFERENCES imports (id),
  ordinal   INTEGER NOT NULL,      -- from 0; 0 is '': not known
  text      TEXT NOT NULL,
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE goroutine_labels (
  -- Label sets (pprof.Do); set 0 is empty and has no rows.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  label_set INTEGER NOT NULL,
  ordinal   INTEGER NOT NULL,      -- as printed, from 0
  key       TEXT NOT NULL,
  value     TEXT NOT NULL,
  PRIMARY KEY (source_id, label_set, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE goroutine_ancestors (
  -- GODEBUG=tracebackancestors: goroutines a goroutine descends from.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  dump      INTEGER NOT NULL,      -- goroutine_dumps.ordinal
  row       INTEGER NOT NULL,      -- row of the goroutine in its dump, from 0
  depth     INTEGER NOT NULL,      -- 0 is its creator
  id        INTEGER NOT NULL,      -- goroutine id
  stack     INTEGER NOT NULL,      -- goroutine_stacks.ordinal: where it created the next
  site      INTEGER NOT NULL,      -- goroutine_sites.ordinal; -1: unknown
  PRIMARY KEY (source_id, dump, row, depth)
) STRICT, WITHOUT ROWID;

${EVIDENCE.map(evidenceTriggers).join('\n')}

-- Views ------------------------------------------------------------------------------------------------------------------

CREATE VIEW goroutine_dump_list AS
  -- One row per dump; time as UTC text (of the dump's own lines, else of its source).
  SELECT sources.path AS source, ordinal AS dump, cause, message, culprit_id, process, program, goroutines, max_id, go_versions,
    strftime('%Y-%m-%d %H:%M:%f', coalesce(start_ms, sources.wall_start_ms) / 1000.0, 'unixepoch') AS taken_at,
    first_line, last_line
  FROM goroutine_dumps JOIN sources ON sources.id = goroutine_dumps.source_id;

CREATE VIEW stack_list AS
  -- One row per frame of a stack; depth 0 is the leaf.
  SELECT stack_frames.stack_id, stack_frames.depth, name.text AS function, file.text AS file, frames.line, frames.is_inlined
  FROM stack_frames JOIN frames ON frames.id = stack_frames.frame_id JOIN functions ON functions.id = frames.function_id
  JOIN strings AS name ON name.id = functions.name_id JOIN strings AS file ON file.id = functions.file_id;

CREATE VIEW goroutine_group_list AS
  -- One row per dump, stack, creation site and status; leaf and creator by name.
  SELECT sources.path AS source, goroutine_groups.dump, goroutine_groups.goroutines, goroutine_statuses.text AS status,
    max_wait_minutes, goroutine_stacks.stack_id,
    (SELECT function FROM stack_list WHERE stack_id = goroutine_stacks.stack_id AND stack_list.depth = 0) AS leaf,
    creator.text AS created_by, file.text AS created_in, frames.line AS created_at_line
  FROM goroutine_groups JOIN sources ON sources.id = goroutine_groups.source_id
  JOIN goroutine_statuses ON goroutine_statuses.source_id = goroutine_groups.source_id
    AND goroutine_statuses.ordinal = goroutine_groups.status
  JOIN goroutine_stacks ON goroutine_stacks.source_id = goroutine_groups.source_id
    AND goroutine_stacks.ordinal = goroutine_groups.stack
  LEFT JOIN goroutine_sites ON goroutine_sites.source_id = goroutine_groups.source_id
    AND goroutine_sites.ordinal = goroutine_groups.site
  LEFT JOIN frames ON frames.id = goroutine_sites.frame_id
  LEFT JOIN functions ON functions.id = frames.function_id
  LEFT JOIN strings AS creator ON creator.id = functions.name_id
  LEFT JOIN strings AS file ON file.id = functions.file_id;
`
