/** A table of evidence: rows come while its import runs, are never changed, and go when there is no source of theirs. */
export function evidenceTriggers(table: string): string {
  return `CREATE TRIGGER ${table}_come_before_source BEFORE INSERT ON ${table}
WHEN EXISTS (SELECT 1 FROM sources WHERE id = NEW.source_id)
BEGIN SELECT raise(ABORT, '${table}: nothing is added to a source'); END;
CREATE TRIGGER ${table}_are_never_updated BEFORE UPDATE ON ${table}
BEGIN SELECT raise(ABORT, '${table} are evidence and never changed'); END;
CREATE TRIGGER ${table}_go_after_source BEFORE DELETE ON ${table}
WHEN EXISTS (SELECT 1 FROM sources WHERE id = OLD.source_id)
BEGIN SELECT raise(ABORT, '${table} are evidence and go only with their source'); END;`
}
