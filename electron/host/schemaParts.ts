// The bricks of the call schemas: bounded strings, ids, ranges. Every object is strict: an unknown key is a refusal.
import * as v from 'valibot'
import type { CaseHandle, JobId } from '../../shared/contract/appCalls.ts'
import { parseKeys } from '../../shared/commands/index.ts'
import { ENVIRONMENTS } from '../../shared/collecting/environments.ts'
import { MAX_SORT_KEYS, type SortKey } from '../../shared/contract/tables.ts'
import { LANGUAGES } from '../../shared/lib/localText.ts'
import { workLayoutOf } from '../../shared/records/index.ts'
import type {
  AnnotationId,
  Axis,
  FindingKey,
  LifeId,
  SourceId,
  TimeRange,
  WorkLayout,
} from '../../shared/records/index.ts'

/** Longest text of any call: a report's prose, an annotation. */
const MAX_TEXT = 1 << 20
const MAX_PATH = 32_768
/** All paths of a rotated log in one text. */
const MAX_PLACE = 2 << 20
const MAX_NAME = 4_096
const MAX_COMMANDS = 1_000

export const text = v.pipe(v.string(), v.maxLength(MAX_TEXT))
export const name = v.pipe(v.string(), v.maxLength(MAX_NAME))
/** A path of this machine. NUL would cut it off below. */
export const path = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(MAX_PATH),
  v.check((value) => !value.includes('\0'), 'a path has no NUL'),
)
/** Where the bytes of a source lie: a path, an entry of a container, or the many paths of a rotated log in one. */
export const place = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(MAX_PLACE),
  v.check((value) => !value.includes('\0'), 'a place has no NUL'),
)
export const nothing = v.strictObject({})
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const finite = v.pipe(v.number(), v.finite())
export const pageSize = v.pipe(count, v.maxValue(10_000))
export const language = v.picklist(LANGUAGES)
/** Preferences of the window; `system` follows the computer. */
export const shownLanguage = v.picklist([...LANGUAGES, 'system', 'pseudo'] as const)
export const theme = v.picklist(['system', 'light', 'dark', 'contrast'] as const)
export const density = v.picklist(['compact', 'comfortable'] as const)
export const commandId = v.pipe(v.string(), v.maxLength(100), v.regex(/^[a-z][\w-]*(\.[\w-]+)+$/i))
/** Keys of a command, each in the notation of shared/commands/keys.ts. */
export const commandKeys = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.maxLength(64),
      v.check((keys) => parseKeys(keys) !== null, 'these are no keys'),
    ),
  ),
  v.maxLength(8),
)
export const bindings = v.pipe(
  v.record(commandId, commandKeys),
  v.check((entries) => Object.keys(entries).length <= MAX_COMMANDS, 'more than there are commands'),
)
export const commandIds = v.pipe(v.array(commandId), v.maxLength(MAX_COMMANDS))
export const recentChoices = v.pipe(v.array(name), v.maxLength(50))
export const author = v.pipe(v.string(), v.maxLength(200))
export const environment = v.picklist(ENVIRONMENTS)
export const tour = v.strictObject({
  step: v.pipe(count, v.maxValue(20)),
  state: v.picklist(['new', 'running', 'left', 'finished'] as const),
})

const rowId = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** Brands exist for the compiler only; at run time an id is the number or text it is. */
const branded = <Branded>(schema: v.GenericSchema<unknown>): v.GenericSchema<unknown, Branded> =>
  schema as v.GenericSchema<unknown, Branded>

export const sourceId = branded<SourceId>(rowId)
export const lifeId = branded<LifeId>(rowId)
export const annotationId = branded<AnnotationId>(rowId)
export const findingKey = branded<FindingKey>(v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_NAME)))
export const caseHandle = branded<CaseHandle>(v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)))
/** Made by the window, for itself. */
export const asker = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64))
export const jobId = branded<JobId>(v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)))

export const axis: v.GenericSchema<unknown, Axis> = v.variant('kind', [
  v.strictObject({ kind: v.literal('wall') }),
  v.strictObject({ kind: v.literal('life'), lifeId }),
])
export const range: v.GenericSchema<unknown, TimeRange> = v.pipe(
  v.strictObject({ axis, from: finite, to: finite }),
  v.check(({ from, to }) => from <= to, 'a range ends after it starts'),
)

/** Keys of an order, the first counts most. */
export const sortKeys = <Column extends string>(column: v.GenericSchema<unknown, Column>) =>
  v.pipe(v.array(v.strictObject({ column, descending: v.boolean() })), v.maxLength(MAX_SORT_KEYS))

/** Order and filter of a table. The filter's own grammar is checked where it is compiled. */
export const listing = <Column extends string>(
  column: v.GenericSchema<unknown, Column>,
): {
  sort: v.GenericSchema<unknown, SortKey<Column>[]>
  filter: v.GenericSchema<unknown, string>
} => ({
  sort: sortKeys(column),
  filter: name,
})

/** An arrangement of panes, by the one reader that also takes it out of the case file. Parts it does not know are dropped. */
export const layout: v.GenericSchema<unknown, WorkLayout> = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = workLayoutOf(dataset.value)
    if (parsed !== null) return parsed
    addIssue({ message: 'a layout of known views is expected' })
    return NEVER
  }),
)
