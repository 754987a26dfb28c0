/** Schema version 5: how the window's panes are arranged over this case. */
export const sql = `
CREATE TABLE window_layout (
  -- How the window was left, so that the next opening finds it again. No row: never arranged. Written by the case process;
  -- not judgement: neither undone nor audited.
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  layout_json TEXT NOT NULL -- a WorkLayout (shared/records/layout.ts); what does not parse as one counts as no row
) STRICT;
`
