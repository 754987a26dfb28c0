/** Schema version 11: the label of a finding stays with it. */
export const sql = `
CREATE TABLE finding_labels (
  -- Numbers that findings of this case were ever given. People write "F-002" into reports and tickets, so none is given twice.
  finding_key TEXT PRIMARY KEY,
  number      INTEGER NOT NULL UNIQUE -- 2 of F-002
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO finding_labels SELECT key, CAST(substr(label, 3) AS INTEGER) FROM findings WHERE label GLOB 'F-[0-9]*';
`
