// Which objects a case file has, and whether a file has exactly these: a trigger or view that somebody added would run
// with our writes, or answer in place of our tables.
import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { CaseFileError } from './errors.ts'
import { MIGRATIONS, type Migration } from './migrations/index.ts'

/** `HpCs`, at byte 68 of every case file: this is a Heapcase case, whatever its name. */
export const APPLICATION_ID = 0x48704373

/**
 * Of the structure that all of MIGRATIONS give, word for word (`schemaDigest`): a file that has it needs no second look. Building the
 * structure anew to compare with takes longer than opening the file. A test says what stands here after a new migration.
 */
export const OWN_DIGEST = '40fb97583d5db28d37fc59feb424a45e7ae308b634ced52da42a48d4689e6bca'

interface SchemaRow {
  type: string
  name: string
  sql: string | null
}

/** What SQLite keeps for itself: automatic indexes, sequences, statistics. */
const INTERNAL = /^sqlite_(autoindex_|sequence$|stat[134]$)/

const expected = new WeakMap<readonly Migration[], Map<string, string>>()

/** Throws `casefile/foreign-schema` naming every object that is missing, foreign or changed. */
export function checkSchema(db: Database.Database, migrations: readonly Migration[], path: string): void {
  const rows = schemaRows(db)
  if (migrations === MIGRATIONS && digestOf(rows) === OWN_DIGEST) return
  const wanted = expectedSchema(migrations)
  const found = normalisedSchema(rows)
  const faults: string[] = []
  for (const [object, sql] of found) {
    const known = wanted.get(object)
    if (known === undefined) faults.push(`${object} does not belong here`)
    else if (known !== sql) faults.push(`${object} was changed`)
  }
  for (const object of wanted.keys()) if (!found.has(object)) faults.push(`${object} is missing`)
  if (faults.length > 0)
    throw new CaseFileError(
      'casefile/foreign-schema',
      `The structure of this case file is not Heapcase's own: ${faults.slice(0, 5).join('; ')}${faults.length > 5 ? `; ${faults.length - 5} more` : ''}.`,
      { path, faults: faults.length },
    )
}

function expectedSchema(migrations: readonly Migration[]): Map<string, string> {
  const known = expected.get(migrations)
  if (known) return known
  const db = new Database(':memory:')
  for (const { sql } of migrations) db.exec(sql)
  const schema = normalisedSchema(schemaRows(db))
  db.close()
  expected.set(migrations, schema)
  return schema
}

const schemaRows = (db: Database.Database): SchemaRow[] =>
  db
    .prepare<[], SchemaRow>('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')
    .all()
    .filter(({ name }) => !INTERNAL.test(name))

const digestOf = (rows: readonly SchemaRow[]): string =>
  createHash('sha256')
    .update(JSON.stringify(rows.map(({ type, name, sql }) => [type, name, sql])))
    .digest('hex')

/** SHA-256 of a case file's structure. */
export const schemaDigest = (db: Database.Database): string => digestOf(schemaRows(db))

const normalisedSchema = (rows: readonly SchemaRow[]): Map<string, string> =>
  new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, normalised(sql ?? '')]))

/** Without comments and with single spaces, outside of quotes. */
function normalised(sql: string): string {
  return sql
    .replace(
      /('(?:[^']|'')*'|"(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?\*\//g,
      (_match, quoted: string | undefined) => quoted ?? ' ',
    )
    .replace(/('(?:[^']|'')*'|"(?:[^"]|"")*")|\s+/g, (_match, quoted: string | undefined) => quoted ?? ' ')
    .trim()
}
