import { localText } from '../../../shared/lib/localText.ts'
import type { LocalText } from '../../../shared/lib/localText.ts'
import { annotationLabel } from '../../../shared/records/index.ts'
import type {
  Annotation,
  AnnotationColour,
  AnnotationDraft,
  AnnotationId,
  DetachedAnnotation,
} from '../../../shared/records/index.ts'
import { aboutRow, anchorOf, anchorWriter } from './annotationAnchors.ts'
import type { FoundAnchorRow } from './annotationAnchors.ts'
import type { Context } from './context.ts'
import { CaseFileError } from './errors.ts'
import type { Annotations } from './types.ts'
import { jsonCell } from './jsonCell.ts'

interface AnnotationRow extends FoundAnchorRow {
  id: AnnotationId
  text: string
  tags: string
  colour: AnnotationColour
  author: string
  createdAtMs: number
  updatedAtMs: number
  /** Of the newest tombstone of the source, where it is not in the case. */
  goneFrom: string | null
}

const SELECT = `
  SELECT annotations.id, anchor_kind AS anchorKind, source_sha256 AS sourceSha256, life_ordinal AS lifeOrdinal,
    cycle_number AS cycleNumber, function_name AS functionName, finding_key AS findingKey, entity_type AS entityType,
    entity_key AS entityKey, entity_name AS entityName, range_from_ms AS fromMs, range_to_ms AS toMs,
    range_life_sha256 AS rangeSha256, range_life_ordinal AS rangeOrdinal, text, tags_json AS tags, colour,
    author, created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs,
    sources.id AS sourceId, process_lives.id AS lifeId, range_lives.id AS rangeLifeId,
    (SELECT path FROM tombstones WHERE sha256 = coalesce(source_sha256, range_life_sha256)
      ORDER BY removed_at_ms DESC, source_id DESC LIMIT 1) AS goneFrom
  FROM annotations
  LEFT JOIN sources ON sources.sha256 = source_sha256
  LEFT JOIN process_lives ON process_lives.source_id = sources.id AND process_lives.ordinal = life_ordinal
  LEFT JOIN sources AS range_sources ON range_sources.sha256 = range_life_sha256
  LEFT JOIN process_lives AS range_lives
    ON range_lives.source_id = range_sources.id AND range_lives.ordinal = range_life_ordinal`

/** What people noted. Stored under hashes and ordinals, given out with the ids these have in the case now. */
export function annotationRepository({ db, path, author, write, change }: Context): Annotations {
  const all = db.prepare<[], AnnotationRow>(`${SELECT} ORDER BY annotations.created_at_ms, annotations.id`)
  const byId = db.prepare<[AnnotationId], AnnotationRow>(`${SELECT} WHERE annotations.id = ?`)
  const nextId = db
    .prepare<[], number>(`SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'annotations'), 0) + 1`)
    .pluck()
  const insert = db.prepare(`
    INSERT INTO annotations (id, anchor_kind, source_sha256, life_ordinal, cycle_number, function_name, finding_key,
      entity_type, entity_key, entity_name, range_from_ms, range_to_ms, range_life_sha256, range_life_ordinal, text,
      tags_json, colour, author, created_at_ms, updated_at_ms)
    VALUES (@id, @anchorKind, @sourceSha256, @lifeOrdinal, @cycleNumber, @functionName, @findingKey, @entityType,
      @entityKey, @entityName, @fromMs, @toMs, @rangeSha256, @rangeOrdinal, @text, @tags, @colour, @author, @atMs, @atMs)`)
  const update = db.prepare(`
    UPDATE annotations SET text = @text, tags_json = @tags, colour = @colour, updated_at_ms = @atMs WHERE id = @id`)
  const remove = db.prepare('DELETE FROM annotations WHERE id = ?')
  const toRow = anchorWriter({ db, path })

  const existing = (id: AnnotationId): AnnotationRow => {
    const row = byId.get(id)
    if (!row) throw new CaseFileError('casefile/no-such-annotation', `The case has no annotation ${id}.`, { path, id })
    return row
  }
  const attached = (id: AnnotationId): Annotation => {
    const annotation = toAnnotation(existing(id))
    if (!annotation)
      throw new CaseFileError('casefile/no-such-annotation', `The source of annotation ${id} is not in the case.`, {
        path,
        id,
      })
    return annotation
  }
  /** Edits of several are one: taken back together. */
  const what = (one: LocalText, many: (n: number) => LocalText, ids: readonly AnnotationId[]): LocalText =>
    ids.length === 1 ? one : many(ids.length)

  return {
    get: (id) => {
      const row = byId.get(id)
      return row ? toAnnotation(row) : null
    },
    list: () => all.all().flatMap((row) => toAnnotation(row) ?? []),
    detached: () => all.all().flatMap((row) => (anchorOf(row) === null ? [toDetached(row)] : [])),
    create: (draft: AnnotationDraft) =>
      write(() => {
        const id = (nextId.get() ?? 1) as AnnotationId
        const { text, colour, tags, anchor } = draft
        change(
          {
            subject: 'annotations',
            what: localText('Add an annotation', '添加批注'),
            action: 'annotation.create',
            detail: { id, anchor: anchor.kind, text },
          },
          'annotations',
          { id },
          () =>
            insert.run({
              ...toRow(anchor),
              id,
              text,
              colour,
              tags: JSON.stringify(tags),
              author: author(),
              atMs: Date.now(),
            }),
        )
        return attached(id)
      }),
    update: (id, { text, tags, colour }) => {
      const before = attached(id)
      if (before.text === text && before.colour === colour && before.tags.join('\n') === tags.join('\n')) return before
      change(
        {
          subject: 'annotations',
          what: localText('Change an annotation', '修改批注'),
          action: 'annotation.update',
          detail: { id, text },
        },
        'annotations',
        { id },
        () => update.run({ id, text, colour, tags: JSON.stringify(tags), atMs: Date.now() }),
      )
      return attached(id)
    },
    retag: (ids, { add, remove: taken }) => {
      const rows = [...new Set(ids)].map(existing)
      change(
        {
          subject: 'annotations',
          what: what(
            localText('Change the tags of an annotation', '修改批注的标签'),
            (n) => localText(`Change the tags of ${n} annotations`, `修改 ${n} 条批注的标签`),
            ids,
          ),
          action: 'annotation.retag',
          detail: { ids: rows.map(({ id }) => id), add, remove: taken },
        },
        'annotations',
        rows.map(({ id }) => ({ id })),
        () => {
          for (const { id, text, colour, tags } of rows) {
            const before = tagsOf(id, tags)
            const after = [...new Set([...before, ...add])].filter((tag) => !taken.includes(tag))
            if (after.join('\n') !== before.join('\n'))
              update.run({ id, text, colour, tags: JSON.stringify(after), atMs: Date.now() })
          }
        },
      )
    },
    delete: (ids) => {
      const rows = [...new Set([ids].flat())].map(existing)
      change(
        {
          subject: 'annotations',
          what: what(
            localText('Delete an annotation', '删除批注'),
            (n) => localText(`Delete ${n} annotations`, `删除 ${n} 条批注`),
            rows.map(({ id }) => id),
          ),
          action: 'annotation.delete',
          detail:
            rows.length === 1
              ? { id: rows[0]?.id, text: rows[0]?.text }
              : { ids: rows.map(({ id }) => id), texts: rows.map(({ text }) => text) },
        },
        'annotations',
        rows.map(({ id }) => ({ id })),
        () => rows.forEach(({ id }) => remove.run(id)),
      )
    },
  }
}

const tagsOf = (id: AnnotationId, tags: string): string[] => jsonCell(tags, 'strings', 'annotations', 'tags_json', id)

/** Null where what it is about is not in the case at present. */
function toAnnotation(row: AnnotationRow): Annotation | null {
  const anchor = anchorOf(row)
  if (!anchor) return null
  const { id, text, tags, colour, author, createdAtMs, updatedAtMs } = row
  return { id, anchor, text, tags: tagsOf(id, tags), colour, author, createdAtMs, updatedAtMs }
}

function toDetached(row: AnnotationRow): DetachedAnnotation {
  const { id, anchorKind, text, tags, colour, author, createdAtMs, updatedAtMs, goneFrom } = row
  return {
    id,
    anchorKind,
    about: aboutRow(row) || annotationLabel(id),
    sourcePath: goneFrom,
    sourceSha256: row.sourceSha256 ?? row.rangeSha256,
    text,
    tags: tagsOf(id, tags),
    colour,
    author,
    createdAtMs,
    updatedAtMs,
  }
}
