/**
 * Anchors of any entity and more colours for annotations; checklists of captures. Two tables are made anew, as SQLite cannot
 * change a CHECK: `annotations` with its ids and the number the next one gets, `edits` without a closed list of subjects, so
 * that later subjects need no step of their own.
 */
export const sql = `
CREATE TABLE annotations_next (
  -- Notes of people. Which anchor columns are filled follows from anchor_kind; the others are NULL.
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  anchor_kind   TEXT NOT NULL CHECK (anchor_kind IN
    ('range', 'gcCycle', 'function', 'stack', 'finding', 'source', 'lines', 'entity')),
  source_sha256 TEXT,              -- the source, or the source of the life
  life_ordinal  INTEGER,           -- the life of a cycle; NULL: not about a cycle
  cycle_number  INTEGER,
  function_name TEXT,
  finding_key   TEXT,
  entity_type   TEXT,              -- of an entity: goroutine, series, ...
  entity_key    TEXT,              -- what finds it again inside the source; of lines "from-to", of a stack a JSON array of
                                   -- function names, leaf first
  entity_name   TEXT,              -- what people call the entity
  range_from_ms REAL,              -- ms since 1970 UTC, or since the start of range_life; NULL: no range
  range_to_ms   REAL,              -- the same as range_from_ms: an instant
  range_life_sha256  TEXT,         -- source of the life whose clock the range is on; NULL: wall clock
  range_life_ordinal INTEGER,      -- NULL with it
  text          TEXT NOT NULL,     -- Markdown
  tags_json     TEXT NOT NULL,     -- array of strings
  colour        TEXT NOT NULL CHECK (colour IN ('neutral', 'incident', 'ochre', 'teal', 'plum')),
  author        TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,  -- ms since 1970 UTC
  updated_at_ms INTEGER NOT NULL   -- ms since 1970 UTC
) STRICT;
INSERT INTO sqlite_sequence (name, seq) SELECT 'annotations_next', seq FROM sqlite_sequence WHERE name = 'annotations';
INSERT INTO annotations_next (id, anchor_kind, source_sha256, life_ordinal, cycle_number, function_name, finding_key,
    range_from_ms, range_to_ms, range_life_sha256, range_life_ordinal, text, tags_json, colour, author, created_at_ms,
    updated_at_ms)
  SELECT id, anchor_kind, source_sha256, life_ordinal, cycle_number, function_name, finding_key,
    range_from_ms, range_to_ms, range_life_sha256, range_life_ordinal, text, tags_json, colour, author, created_at_ms,
    updated_at_ms
  FROM annotations;
DROP TABLE annotations;
ALTER TABLE annotations_next RENAME TO annotations;

CREATE TABLE checklists (
  -- What the investigators set out to collect: one row per checklist chosen for this case.
  template    TEXT PRIMARY KEY,    -- memoryGrows, latencySpikes, ...; one this version does not know is kept
  added_at_ms INTEGER NOT NULL,    -- ms since 1970 UTC
  marks_json  TEXT NOT NULL        -- object: item -> 'have' (ticked by hand) | 'cannot' (nobody can collect it); items found
                                   -- among the sources need no mark
) STRICT;

CREATE TABLE edits_next (
  -- Undo and redo: edits of judgement in their order. Undone ones are kept until the next new edit.
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  subject      TEXT NOT NULL,      -- annotations | findings | report | lives | limits | checklists
  what_en      TEXT NOT NULL,      -- what undo would take back, in words
  what_zh      TEXT NOT NULL,
  author       TEXT NOT NULL,
  at_ms        INTEGER NOT NULL,   -- ms since 1970 UTC, of the last change folded in
  fold_key     TEXT,               -- edits of the same key that follow within a minute are one; NULL: never folded
  changes_json TEXT NOT NULL,      -- array of { table, key, before, after }: whole rows, null where there is none
  audit_action TEXT,               -- action still to be written to the audit table; NULL: written
  is_undone    INTEGER NOT NULL CHECK (is_undone IN (0, 1))
) STRICT;
INSERT INTO sqlite_sequence (name, seq) SELECT 'edits_next', seq FROM sqlite_sequence WHERE name = 'edits';
INSERT INTO edits_next (id, subject, what_en, what_zh, author, at_ms, fold_key, changes_json, audit_action, is_undone)
  SELECT id, subject, what_en, what_zh, author, at_ms, fold_key, changes_json, audit_action, is_undone FROM edits;
DROP TABLE edits;
ALTER TABLE edits_next RENAME TO edits;

CREATE VIEW annotation_list AS
  -- One row per annotation; times of wall ranges as UTC text. A source that is not in the case has its hash only.
  SELECT 'A-' || annotations.id AS label, anchor_kind, sources.path AS source, source_sha256, life_ordinal AS life, cycle_number,
    function_name, finding_key, entity_type, entity_key, entity_name,
    CASE WHEN range_life_sha256 IS NULL
      THEN strftime('%Y-%m-%d %H:%M:%f', range_from_ms / 1000.0, 'unixepoch') END AS wall_from,
    CASE WHEN range_life_sha256 IS NULL
      THEN strftime('%Y-%m-%d %H:%M:%f', range_to_ms / 1000.0, 'unixepoch') END AS wall_to,
    text, tags_json, colour, author, strftime('%Y-%m-%d %H:%M:%S', created_at_ms / 1000.0, 'unixepoch') AS created,
    strftime('%Y-%m-%d %H:%M:%S', updated_at_ms / 1000.0, 'unixepoch') AS updated
  FROM annotations LEFT JOIN sources ON sources.sha256 = source_sha256;
`
