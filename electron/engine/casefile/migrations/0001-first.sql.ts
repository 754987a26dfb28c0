import { evidenceTriggers } from './evidenceTriggers.ts'

/** Schema version 1. The comments inside the statements stay in the file: `.schema` in any SQLite shell prints them. */
export const sql = `
CREATE TABLE case_info (
  -- What this case is. One row, written when the case is made and never again.
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  case_uuid     TEXT NOT NULL,     -- random, RFC 4122: tells two cases of one name apart
  created_at_ms INTEGER NOT NULL,  -- ms since 1970 UTC
  created_with  TEXT NOT NULL      -- program and schema, such as heapcase/schema-1
) STRICT;

CREATE TABLE case_settings (
  -- Settings people change. One row, written by the case process.
  id                  INTEGER PRIMARY KEY CHECK (id = 1),
  author              TEXT NOT NULL,    -- name for verdicts, annotations and audit entries; '' until somebody gives one
  zone_offset_minutes INTEGER NOT NULL  -- minutes east of UTC, for display only
) STRICT;

-- Evidence: written by import jobs, never changed ------------------------------------------------------------------------

CREATE TABLE imports (
  -- Every import ever begun that has rows here. Rows of evidence refer to it; they count only once sources has a row of the
  -- same id. Readers go through sources or the views, which leave out what a running import has written.
  id            INTEGER PRIMARY KEY AUTOINCREMENT, -- becomes sources.id; never given twice
  state         TEXT NOT NULL CHECK (state IN ('running', 'committed', 'abandoned')), -- abandoned: to be swept
  name          TEXT NOT NULL,     -- file name, for reports on abandoned imports
  started_at_ms INTEGER NOT NULL,  -- ms since 1970 UTC
  pid           INTEGER NOT NULL,  -- process that imports
  host          TEXT NOT NULL,     -- where it runs
  lock_token    TEXT NOT NULL      -- the lock it worked under
) STRICT;

CREATE TABLE sources (
  -- One row per imported file, written by the last transaction of its import. Immutable; removal needs a tombstone.
  id                INTEGER PRIMARY KEY REFERENCES imports (id),
  kind              TEXT NOT NULL,             -- gctrace | profile
  variant           TEXT,                      -- profile type or Go version range; NULL: unknown
  name              TEXT NOT NULL,             -- file name without folders
  path              TEXT NOT NULL,             -- relative to what was imported, forward slashes
  sha256            TEXT NOT NULL UNIQUE,      -- of the original bytes, lower-case hex
  bytes             INTEGER NOT NULL,          -- size of the original file
  imported_at_ms    INTEGER NOT NULL,          -- ms since 1970 UTC
  reader            TEXT NOT NULL,             -- name/version of the reader
  is_reference_only INTEGER NOT NULL CHECK (is_reference_only IN (0, 1)), -- 1: no raw_chunks, the bytes stayed where they were
  original_path     TEXT,                      -- where they stayed; NULL unless reference only
  wall_start_ms     REAL,                      -- placement on the wall clock, ms since 1970 UTC; NULL: unplaced
  wall_end_ms       REAL,                      -- NULL: unplaced
  wall_error_ms     REAL,                      -- half-width of what is known; NULL: unplaced
  wall_basis        TEXT,                      -- logPrefix | profileTime | fileName | userPin; NULL: unplaced
  counts_json       TEXT NOT NULL,             -- object of numbers: what the reader counted, under the keys of the format
  issues_note       INTEGER NOT NULL,          -- import issues by severity, repeats counted
  issues_data_loss  INTEGER NOT NULL,
  issues_error      INTEGER NOT NULL,
  chunks            INTEGER NOT NULL,          -- rows in raw_chunks
  stored_bytes      INTEGER NOT NULL           -- sum of raw_chunks.stored_bytes
) STRICT;

CREATE TABLE raw_chunks (
  -- Original bytes in pieces of 4 MiB (the last one shorter).
  id           INTEGER PRIMARY KEY,
  source_id    INTEGER NOT NULL REFERENCES imports (id),
  ordinal      INTEGER NOT NULL,   -- from 0; byte offset = ordinal * 4 MiB
  bytes        INTEGER NOT NULL,   -- original size of this piece
  stored_bytes INTEGER NOT NULL,   -- size of content
  sha256       TEXT NOT NULL,      -- of the original piece, lower-case hex; checked on every read
  codec        TEXT NOT NULL CHECK (codec IN ('none', 'zstd')), -- none: compression gained nothing
  content      BLOB NOT NULL,
  UNIQUE (source_id, ordinal)
) STRICT;

CREATE TABLE import_issues (
  -- What a reader dropped or guessed.
  source_id INTEGER NOT NULL REFERENCES imports (id),
  ordinal   INTEGER NOT NULL,      -- order in which they were reported, from 0
  severity  TEXT NOT NULL CHECK (severity IN ('note', 'dataLoss', 'error')),
  code      TEXT NOT NULL,         -- <format>/<what>
  message   TEXT NOT NULL,         -- English
  line      INTEGER,               -- 1-based, first place; NULL: not about a line
  byte      INTEGER,               -- 0-based, first place; NULL: not about a byte
  count     INTEGER NOT NULL,      -- how often
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE process_lives (
  -- One run of one process as a gctrace log shows it.
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id      INTEGER NOT NULL REFERENCES imports (id),
  ordinal        INTEGER NOT NULL, -- from 1 within the source
  first_line     INTEGER NOT NULL, -- 1-based
  last_line      INTEGER NOT NULL,
  cycles         INTEGER NOT NULL, -- rows in gc_cycles
  first_cycle    INTEGER NOT NULL, -- number of the first cycle
  last_cycle     INTEGER NOT NULL,
  missing_cycles INTEGER NOT NULL, -- numbers that are missing between the two
  start_ms       REAL,             -- process start, ms since 1970 UTC; NULL: no line carries a time (see life_pins)
  start_error_ms REAL,             -- half-width of what is known of start_ms; NULL with it
  duration_ns    REAL NOT NULL,    -- process start to the end of the last cycle
  go_versions    TEXT NOT NULL,    -- Go versions that print such lines
  UNIQUE (source_id, ordinal)
) STRICT;

CREATE TABLE gc_cycles (
  -- One row per "gc N @..." line. Times in ns, sizes in bytes (printed by the runtime as whole MiB, cut off).
  source_id           INTEGER NOT NULL REFERENCES imports (id),
  life_ordinal        INTEGER NOT NULL, -- process_lives.ordinal
  number              INTEGER NOT NULL, -- N, counts from 1 in each process
  ordinal             INTEGER NOT NULL, -- order in the log, from 0 within the life
  line                INTEGER NOT NULL, -- 1-based line of the source
  start_ns            INTEGER NOT NULL, -- since process start, begin of sweep termination
  gc_cpu_percent      INTEGER NOT NULL, -- cumulative share of CPU used by GC since process start
  sweep_term_ns       INTEGER NOT NULL, -- wall: STW sweep termination
  mark_ns             INTEGER NOT NULL, -- wall: concurrent mark
  mark_term_ns        INTEGER NOT NULL, -- wall: STW mark termination
  sweep_term_cpu_ns   INTEGER NOT NULL, -- CPU of the same phases
  assist_cpu_ns       INTEGER NOT NULL, -- CPU: mark assists
  background_cpu_ns   INTEGER NOT NULL, -- CPU: dedicated and fractional mark workers
  idle_cpu_ns         INTEGER NOT NULL, -- CPU: idle mark workers
  mark_term_cpu_ns    INTEGER NOT NULL,
  heap_start_bytes    INTEGER NOT NULL,
  heap_end_bytes      INTEGER NOT NULL,
  live_heap_bytes     INTEGER NOT NULL, -- marked
  heap_goal_bytes     INTEGER,          -- NULL: no goal
  stacks_bytes        INTEGER,          -- NULL: before Go 1.18
  globals_bytes       INTEGER,          -- NULL: before Go 1.18
  procs               INTEGER NOT NULL, -- GOMAXPROCS
  trigger_kind        INTEGER NOT NULL CHECK (trigger_kind IN (0, 1, 2)), -- 0 heap, 1 forced, 2 periodic
  is_leak_check       INTEGER NOT NULL CHECK (is_leak_check IN (0, 1)),   -- 1: looked for leaked goroutines (Go 1.26+)
  PRIMARY KEY (source_id, life_ordinal, number, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
  -- One row per imported profile; its columns are in profile_columns.
  source_id               INTEGER PRIMARY KEY REFERENCES imports (id),
  type                    TEXT NOT NULL,    -- heap | allocs | cpu | goroutine | ... | custom
  default_sample_type     INTEGER NOT NULL, -- ordinal in profile_sample_types
  has_default_sample_type INTEGER NOT NULL CHECK (has_default_sample_type IN (0, 1)), -- 1: named by the profile itself
  period_type             TEXT,             -- NULL: the profile has none
  period_unit             TEXT,             -- NULL with it
  period                  REAL NOT NULL,    -- in period_unit
  time_ns                 INTEGER NOT NULL, -- ns since 1970 UTC, 0: absent
  duration_ns             REAL NOT NULL,    -- 0: absent
  samples                 INTEGER NOT NULL,
  stacks                  INTEGER NOT NULL, -- distinct
  locations               INTEGER NOT NULL,
  functions               INTEGER NOT NULL,
  mappings                INTEGER NOT NULL,
  binary                  TEXT,             -- base name of the first mapping's file; NULL: no mapping or no name
  build_id                TEXT,             -- of the first mapping; NULL: none
  comments_json           TEXT NOT NULL,    -- array of strings
  label_keys_json         TEXT NOT NULL,    -- array of strings, sorted
  doc_url                 TEXT NOT NULL,    -- '' where absent, as the next two
  drop_frames             TEXT NOT NULL,
  keep_frames             TEXT NOT NULL
) STRICT;

CREATE TABLE profile_sample_types (
  -- The value columns of a profile.
  source_id INTEGER NOT NULL REFERENCES profiles (source_id),
  ordinal   INTEGER NOT NULL,      -- from 0, as in the profile
  type      TEXT NOT NULL,         -- such as inuse_space
  unit      TEXT NOT NULL,         -- such as bytes
  total     REAL NOT NULL,         -- sum over all samples, in unit
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE strings (
  -- Texts of all profiles of the case, each once.
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE functions (
  -- Functions of all profiles of the case, each once.
  id             INTEGER PRIMARY KEY,
  name_id        INTEGER NOT NULL REFERENCES strings (id), -- as Go shows it
  system_name_id INTEGER NOT NULL REFERENCES strings (id), -- as the linker knows it
  file_id        INTEGER NOT NULL REFERENCES strings (id),
  start_line     REAL NOT NULL,    -- 0: before Go 1.20, or unknown
  UNIQUE (name_id, system_name_id, file_id, start_line)
) STRICT;

CREATE TABLE profile_columns (
  -- Columns of a profile, one typed array each, little-endian: strings and functions as ids of the tables above; mappings,
  -- locations, stacks (leaf first), samples, labels and values with indexes inside this profile.
  source_id INTEGER NOT NULL REFERENCES profiles (source_id),
  name      TEXT NOT NULL,         -- field of ProfileColumns, or strings / functions / values.<ordinal of the sample type>
  element   TEXT NOT NULL CHECK (element IN ('u8', 'u32', 'u64', 'f64')),
  length    INTEGER NOT NULL,      -- elements
  codec     TEXT NOT NULL CHECK (codec IN ('none', 'shuffle-zstd')), -- shuffle: all first bytes, all second bytes, ...
  sha256    TEXT NOT NULL,         -- of the little-endian array, lower-case hex; checked on read
  content   BLOB NOT NULL,
  PRIMARY KEY (source_id, name)
) STRICT;

CREATE TABLE tombstones (
  -- What was removed, by whom and why. Written before a source goes; never changed or deleted.
  source_id     INTEGER PRIMARY KEY, -- the id it had
  name          TEXT NOT NULL,
  path          TEXT NOT NULL,
  sha256        TEXT NOT NULL,       -- of the original bytes, lower-case hex
  bytes         INTEGER NOT NULL,
  removed_at_ms INTEGER NOT NULL,    -- ms since 1970 UTC
  author        TEXT NOT NULL,
  reason        TEXT NOT NULL        -- '' where none was given
) STRICT;

-- Derived: written by analysis jobs, replaced as a whole -----------------------------------------------------------------

CREATE TABLE analysis_state (
  -- Which analysis the findings are from. One row.
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  analysed_at_ms INTEGER,          -- ms since 1970 UTC; NULL: never analysed
  analyser       TEXT,             -- name/version; NULL: never analysed
  is_out_of_date INTEGER NOT NULL CHECK (is_out_of_date IN (0, 1)) -- 1: sources, pins or limits changed since
) STRICT;

CREATE TABLE findings (
  -- What rules found, in both languages.
  key          TEXT PRIMARY KEY,   -- stable over re-analysis
  ordinal      INTEGER NOT NULL,   -- most serious first, from 0
  label        TEXT NOT NULL,      -- F-001
  rule_id      TEXT NOT NULL,
  rule_version INTEGER NOT NULL,
  severity     TEXT NOT NULL CHECK (severity IN ('notice', 'warning', 'critical')),
  likelihood   TEXT NOT NULL,      -- unlikely | even | likely | veryLikely | certain
  confidence   TEXT NOT NULL,      -- low | medium | high
  title_en     TEXT NOT NULL,
  title_zh     TEXT NOT NULL,
  summary_en   TEXT NOT NULL,
  summary_zh   TEXT NOT NULL,
  analyser     TEXT NOT NULL,      -- name/version
  body_json    TEXT NOT NULL       -- the whole record: figures, remedies, refutation, chart, ...
) STRICT, WITHOUT ROWID;

CREATE TABLE finding_evidence (
  -- What a finding cites, one row per source it names.
  finding_key TEXT NOT NULL REFERENCES findings (key) ON DELETE CASCADE,
  ordinal     INTEGER NOT NULL,    -- from 0 within the finding
  evidence_id TEXT NOT NULL,       -- E1, E2, ... over the whole case
  kind        TEXT NOT NULL,       -- gcCycles | profiles | lines | source
  source_id   INTEGER NOT NULL,    -- sources.id at the time of analysis
  shows_en    TEXT NOT NULL,
  shows_zh    TEXT NOT NULL,
  PRIMARY KEY (finding_key, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_outcomes (
  -- What each rule answered.
  rule_id   TEXT PRIMARY KEY,
  ordinal   INTEGER NOT NULL,      -- order of the rules, from 0
  outcome   TEXT NOT NULL CHECK (outcome IN ('found', 'clear', 'notApplicable')),
  title_en  TEXT NOT NULL,
  title_zh  TEXT NOT NULL,
  reason_en TEXT,                  -- NULL: found
  reason_zh TEXT,                  -- NULL with it
  command   TEXT,                  -- how to collect what is missing; NULL: nothing is
  analyser  TEXT NOT NULL,         -- name/version
  body_json TEXT NOT NULL          -- the whole record, with its limits
) STRICT, WITHOUT ROWID;

-- Judgement: written by people through the case process; anchored to hashes and keys, never to rows above -------------------

CREATE TABLE verdicts (
  -- The investigator's judgement of a finding.
  finding_key  TEXT PRIMARY KEY,
  kind         TEXT NOT NULL CHECK (kind IN ('open', 'confirmed', 'dismissed')),
  reason       TEXT NOT NULL,
  author       TEXT NOT NULL,
  at_ms        INTEGER NOT NULL,   -- ms since 1970 UTC
  finding_json TEXT NOT NULL       -- the finding as it was judged: shown where a later analysis no longer gives it
) STRICT;

CREATE TABLE rule_limits (
  -- Limits of rules set for this case; a limit without a row is the rule's own.
  rule_id TEXT NOT NULL,
  name    TEXT NOT NULL,
  value   REAL NOT NULL,           -- in the unit of the limit
  author  TEXT NOT NULL,
  at_ms   INTEGER NOT NULL,        -- ms since 1970 UTC
  PRIMARY KEY (rule_id, name)
) STRICT;

CREATE TABLE life_pins (
  -- Process starts put on the wall clock by people; they override process_lives.start_ms.
  source_sha256 TEXT NOT NULL,
  life_ordinal  INTEGER NOT NULL,
  start_ms      REAL NOT NULL,     -- ms since 1970 UTC
  author        TEXT NOT NULL,
  at_ms         INTEGER NOT NULL,  -- ms since 1970 UTC
  PRIMARY KEY (source_sha256, life_ordinal)
) STRICT;

CREATE TABLE annotations (
  -- Notes of people. Which anchor columns are filled follows from anchor_kind; the others are NULL.
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  anchor_kind   TEXT NOT NULL CHECK (anchor_kind IN ('range', 'gcCycle', 'function', 'finding', 'source')),
  source_sha256 TEXT,              -- the source, or the source of the life
  life_ordinal  INTEGER,           -- the life of a cycle, or the one whose clock the range is on; NULL: wall clock
  cycle_number  INTEGER,
  function_name TEXT,
  finding_key   TEXT,
  range_from_ms REAL,              -- ms since 1970 UTC, or since the start of range_life; NULL: no range
  range_to_ms   REAL,
  range_life_sha256  TEXT,         -- source of the life whose clock the range is on; NULL: wall clock
  range_life_ordinal INTEGER,      -- NULL with it
  text          TEXT NOT NULL,     -- Markdown
  tags_json     TEXT NOT NULL,     -- array of strings
  colour        TEXT NOT NULL CHECK (colour IN ('neutral', 'incident')),
  author        TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,  -- ms since 1970 UTC
  updated_at_ms INTEGER NOT NULL   -- ms since 1970 UTC
) STRICT;

CREATE TABLE report_settings (
  -- What people decided about the report. One row.
  id                     INTEGER PRIMARY KEY CHECK (id = 1),
  title                  TEXT NOT NULL,
  service                TEXT NOT NULL,
  authors                TEXT NOT NULL,
  status                 TEXT NOT NULL CHECK (status IN ('draft', 'final')),
  handling               TEXT NOT NULL, -- mark such as "internal"
  language               TEXT NOT NULL CHECK (language IN ('en', 'zh-CN')),
  prose_summary          TEXT NOT NULL, -- Markdown, '' : left out or written by the engine; as the next three
  prose_impact           TEXT NOT NULL,
  prose_factors          TEXT NOT NULL,
  prose_actions          TEXT NOT NULL,
  excluded_sections_json TEXT NOT NULL, -- array of section ids
  excluded_findings_json TEXT NOT NULL  -- array of finding keys
) STRICT;

CREATE TABLE edits (
  -- Undo and redo: edits of judgement in their order. Undone ones are kept until the next new edit.
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  subject      TEXT NOT NULL CHECK (subject IN ('annotations', 'findings', 'report', 'lives', 'limits')),
  what_en      TEXT NOT NULL,      -- what undo would take back, in words
  what_zh      TEXT NOT NULL,
  author       TEXT NOT NULL,
  at_ms        INTEGER NOT NULL,   -- ms since 1970 UTC, of the last change folded in
  fold_key     TEXT,               -- edits of the same key that follow within a minute are one; NULL: never folded
  changes_json TEXT NOT NULL,      -- array of { table, key, before, after }: whole rows, null where there is none
  audit_action TEXT,               -- action still to be written to the audit table; NULL: written
  is_undone    INTEGER NOT NULL CHECK (is_undone IN (0, 1))
) STRICT;

-- Audit ------------------------------------------------------------------------------------------------------------------

CREATE TABLE audit (
  -- What was done to this case, append-only and chained: hash = SHA-256 of
  -- previous_hash, sequence, at_ms, author, action and detail_json, joined by line feeds, lower-case hex.
  sequence      INTEGER PRIMARY KEY, -- 1, 2, 3, ... without gaps
  at_ms         INTEGER NOT NULL,    -- ms since 1970 UTC
  author        TEXT NOT NULL,
  action        TEXT NOT NULL,       -- such as source.import
  detail_json   TEXT NOT NULL,       -- object: what it was about
  previous_hash TEXT NOT NULL,       -- of the entry before; 64 zeros for the first
  hash          TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
  OR NEW.previous_hash IS NOT coalesce((SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1), printf('%064d', 0))
BEGIN SELECT raise(ABORT, 'audit entries follow one another'); END;
CREATE TRIGGER audit_is_never_updated BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'audit entries are never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'audit entries are never deleted'); END;
CREATE TRIGGER tombstones_are_never_updated BEFORE UPDATE ON tombstones
BEGIN SELECT raise(ABORT, 'tombstones are never changed'); END;
CREATE TRIGGER tombstones_are_never_deleted BEFORE DELETE ON tombstones
BEGIN SELECT raise(ABORT, 'tombstones are never deleted'); END;
CREATE TRIGGER case_info_is_never_updated BEFORE UPDATE ON case_info
BEGIN SELECT raise(ABORT, 'what a case is never changes'); END;
CREATE TRIGGER case_info_is_never_deleted BEFORE DELETE ON case_info
BEGIN SELECT raise(ABORT, 'what a case is never goes'); END;

-- Evidence: no row changes; rows of a source come before it and go after it. A source goes only with its tombstone.
CREATE TRIGGER sources_are_never_updated BEFORE UPDATE ON sources
BEGIN SELECT raise(ABORT, 'sources are evidence and never changed'); END;
CREATE TRIGGER sources_need_a_tombstone BEFORE DELETE ON sources
WHEN NOT EXISTS (SELECT 1 FROM tombstones WHERE source_id = OLD.id AND sha256 = OLD.sha256)
BEGIN SELECT raise(ABORT, 'a source is removed only with a tombstone'); END;
CREATE TRIGGER sources_need_an_import BEFORE INSERT ON sources
WHEN NOT EXISTS (SELECT 1 FROM imports WHERE id = NEW.id AND state = 'running')
BEGIN SELECT raise(ABORT, 'a source comes only from a running import'); END;
CREATE TRIGGER imports_keep_sources BEFORE DELETE ON imports
WHEN EXISTS (SELECT 1 FROM sources WHERE id = OLD.id)
BEGIN SELECT raise(ABORT, 'the import of a source stays'); END;
${evidenceTriggers('raw_chunks')}
${evidenceTriggers('import_issues')}
${evidenceTriggers('process_lives')}
${evidenceTriggers('gc_cycles')}
${evidenceTriggers('profiles')}
${evidenceTriggers('profile_sample_types')}
${evidenceTriggers('profile_columns')}
CREATE TRIGGER strings_are_never_updated BEFORE UPDATE ON strings
BEGIN SELECT raise(ABORT, 'strings are evidence and never changed'); END;
CREATE TRIGGER functions_are_never_updated BEFORE UPDATE ON functions
BEGIN SELECT raise(ABORT, 'functions are evidence and never changed'); END;

-- Views: what people query, in units people read. They show committed sources only. ---------------------------------------

CREATE VIEW source_list AS
  -- One row per source; bytes in MiB, times as UTC text.
  SELECT id, kind, variant, path, name, round(bytes / 1048576.0, 3) AS size_mib,
    strftime('%Y-%m-%d %H:%M:%f', wall_start_ms / 1000.0, 'unixepoch') AS wall_start,
    strftime('%Y-%m-%d %H:%M:%f', wall_end_ms / 1000.0, 'unixepoch') AS wall_end,
    wall_error_ms, wall_basis, issues_note, issues_data_loss, issues_error, reader, sha256
  FROM sources;

CREATE VIEW life_list AS
  -- One row per process life; start as UTC text with pins applied, duration in seconds.
  SELECT process_lives.id AS life_id, sources.path AS source, process_lives.ordinal AS life, cycles, missing_cycles, go_versions,
    strftime('%Y-%m-%d %H:%M:%f', coalesce(life_pins.start_ms, process_lives.start_ms) / 1000.0, 'unixepoch') AS wall_start,
    life_pins.start_ms IS NOT NULL AS is_pinned, duration_ns / 1e9 AS duration_s
  FROM process_lives JOIN sources ON sources.id = process_lives.source_id
  LEFT JOIN life_pins ON life_pins.source_sha256 = sources.sha256 AND life_pins.life_ordinal = process_lives.ordinal;

CREATE VIEW gc_cycle_list AS
  -- One row per GC cycle; seconds since process start, ms for phases and pauses, MiB for heaps.
  SELECT sources.path AS source, life_ordinal AS life, number, line, start_ns / 1e9 AS start_s,
    CASE trigger_kind WHEN 0 THEN 'heap' WHEN 1 THEN 'forced' ELSE 'periodic' END AS trigger_kind,
    (sweep_term_ns + mark_term_ns) / 1e6 AS pause_ms, sweep_term_ns / 1e6 AS sweep_term_ms, mark_ns / 1e6 AS mark_ms,
    mark_term_ns / 1e6 AS mark_term_ms, assist_cpu_ns / 1e6 AS assist_cpu_ms, background_cpu_ns / 1e6 AS background_cpu_ms,
    idle_cpu_ns / 1e6 AS idle_cpu_ms, heap_start_bytes / 1048576.0 AS heap_start_mib, heap_end_bytes / 1048576.0 AS heap_end_mib,
    live_heap_bytes / 1048576.0 AS live_heap_mib, heap_goal_bytes / 1048576.0 AS heap_goal_mib,
    stacks_bytes / 1048576.0 AS stacks_mib, globals_bytes / 1048576.0 AS globals_mib, procs, gc_cpu_percent
  FROM gc_cycles JOIN sources ON sources.id = gc_cycles.source_id;

CREATE VIEW profile_list AS
  -- One row per profile and value column; time as UTC text, total in unit.
  SELECT sources.path AS source, profiles.type AS profile_type, profile_sample_types.type AS sample_type, unit, total,
    CASE WHEN time_ns <> 0 THEN strftime('%Y-%m-%d %H:%M:%f', time_ns / 1e9, 'unixepoch') END AS taken_at,
    profiles.duration_ns / 1e9 AS duration_s, samples, functions, binary, build_id
  FROM profiles JOIN sources ON sources.id = profiles.source_id
  JOIN profile_sample_types ON profile_sample_types.source_id = profiles.source_id;

CREATE VIEW function_list AS
  -- One row per function of any profile.
  SELECT functions.id AS function_id, name.text AS name, file.text AS file, start_line
  FROM functions JOIN strings AS name ON name.id = name_id JOIN strings AS file ON file.id = file_id;

CREATE VIEW issue_list AS
  -- One row per import issue.
  SELECT sources.path AS source, severity, code, message, line, byte, count
  FROM import_issues JOIN sources ON sources.id = import_issues.source_id;

CREATE VIEW finding_list AS
  -- One row per finding with its verdict ('open' where there is none).
  SELECT label, rule_id, severity, likelihood, confidence, title_en, title_zh, summary_en, summary_zh,
    coalesce(verdicts.kind, 'open') AS verdict, coalesce(verdicts.reason, '') AS verdict_reason, key
  FROM findings LEFT JOIN verdicts ON verdicts.finding_key = findings.key;

INSERT INTO analysis_state (id, analysed_at_ms, analyser, is_out_of_date) VALUES (1, NULL, NULL, 0);
INSERT INTO report_settings VALUES (1, '', '', '', 'draft', '', 'en', '', '', '', '', '[]', '[]');
`
