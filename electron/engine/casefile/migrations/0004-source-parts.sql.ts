import { evidenceTriggers } from './evidenceTriggers.ts'

/** The files a rotated log came from. Its bytes in the case are theirs, unpacked, one after the other. */
export const sql = `
CREATE TABLE source_parts (
  -- One row per file of a rotated log, oldest first; sources of a single file have none.
  source_id  INTEGER NOT NULL REFERENCES imports (id),
  ordinal    INTEGER NOT NULL, -- from 1
  path       TEXT NOT NULL,    -- file name, of an entry with its container's
  bytes      INTEGER NOT NULL, -- size of the file as it was, packed or not
  sha256     TEXT NOT NULL,    -- of the file as it was, lower-case hex
  first_byte INTEGER NOT NULL, -- where its contents begin in the source's bytes
  PRIMARY KEY (source_id, ordinal)
) STRICT, WITHOUT ROWID;

${evidenceTriggers('source_parts')}

CREATE VIEW part_list AS
  -- One row per file of a rotated log.
  SELECT sources.path AS source, ordinal AS part, source_parts.path AS path, source_parts.bytes AS bytes, first_byte,
    source_parts.sha256 AS sha256
  FROM source_parts JOIN sources ON sources.id = source_parts.source_id;
`
