import { localText } from '../../../shared/lib/localText.ts'
import type {
  Annotation,
  AnnotationAnchor,
  AnnotationColour,
  AnnotationDraft,
  AnnotationId,
  FindingKey,
  LifeId,
  SourceId,
  TimeRange,
} from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import { CaseFileError } from './errors.ts'
import type { Annotations } from './types.ts'

interface AnchorRow {
  anchorKind: AnnotationAnchor['kind']
  sourceSha256: string | null
  lifeOrdinal: number | null
  cycleNumber: number | null
  functionName: string | null
  findingKey: FindingKey | null
  fromMs: number | null
  toMs: number | null
  rangeSha256: string | null
  rangeOrdinal: number | null
}

interface AnnotationRow extends AnchorRow {
  id: AnnotationId
  text: string
  tags: string
  colour: AnnotationColour
  author: string
  createdAtMs: number
  updatedAtMs: number
  /** Today's ids of what the anchor names by hash; null where it is not in the case. */
  sourceId: SourceId | null
  lifeId: LifeId | null
  rangeLifeId: LifeId | null
}

const NO_ANCHOR: Omit<AnchorRow, 'anchorKind'> = {
  sourceSha256: null,
  lifeOrdinal: null,
  cycleNumber: null,
  functionName: null,
  findingKey: null,
  fromMs: null,
  toMs: null,
  rangeSha256: null,
  rangeOrdinal: null,
}

const SELECT = `
  SELECT annotations.id, anchor_kind AS anchorKind, source_sha256 AS sourceSha256, life_ordinal AS lifeOrdinal,
    cycle_number AS cycleNumber, function_name AS functionName, finding_key AS findingKey, range_from_ms AS fromMs,
    range_to_ms AS toMs, range_life_sha256 AS rangeSha256, range_life_ordinal AS rangeOrdinal, text, tags_json AS tags, colour,
    author, created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs,
    sources.id AS sourceId, process_lives.id AS lifeId, range_lives.id AS rangeLifeId
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
      range_from_ms, range_to_ms, range_life_sha256, range_life_ordinal, text, tags_json, colour, author, created_at_ms,
      updated_at_ms)
    VALUES (@id, @anchorKind, @sourceSha256, @lifeOrdinal, @cycleNumber, @functionName, @findingKey, @fromMs, @toMs,
      @rangeSha256, @rangeOrdinal, @text, @tags, @colour, @author, @atMs, @atMs)`)
  const update = db.prepare(`
    UPDATE annotations SET text = @text, tags_json = @tags, colour = @colour, updated_at_ms = @atMs WHERE id = @id`)
  const remove = db.prepare('DELETE FROM annotations WHERE id = ?')
  const shaOf = db.prepare<[SourceId], string>('SELECT sha256 FROM sources WHERE id = ?').pluck()
  const lifeOf = db.prepare<[LifeId], { sha256: string; ordinal: number }>(`
    SELECT sha256, ordinal FROM process_lives JOIN sources ON sources.id = source_id WHERE process_lives.id = ?`)

  const sourceAnchor = (sourceId: SourceId): string => {
    const sha256 = shaOf.get(sourceId)
    if (sha256 === undefined)
      throw new CaseFileError('casefile/no-such-source', `The case has no source ${sourceId}.`, { path, sourceId })
    return sha256
  }
  const lifeAnchor = (lifeId: LifeId): { sha256: string; ordinal: number } => {
    const life = lifeOf.get(lifeId)
    if (!life)
      throw new CaseFileError('casefile/no-such-life', `The case has no process life ${lifeId}.`, { path, lifeId })
    return life
  }
  const rangeAnchor = (range: TimeRange | null): Partial<AnchorRow> => {
    if (range === null) return {}
    const life = range.axis.kind === 'life' ? lifeAnchor(range.axis.lifeId) : null
    return {
      fromMs: range.from,
      toMs: range.to,
      rangeSha256: life?.sha256 ?? null,
      rangeOrdinal: life?.ordinal ?? null,
    }
  }
  const toAnchorRow = (anchor: AnnotationAnchor): AnchorRow => {
    const row = { ...NO_ANCHOR, anchorKind: anchor.kind }
    switch (anchor.kind) {
      case 'range':
        return { ...row, ...rangeAnchor(anchor.range) }
      case 'gcCycle': {
        const { sha256, ordinal } = lifeAnchor(anchor.lifeId)
        return {
          ...row,
          ...rangeAnchor(anchor.range),
          sourceSha256: sha256,
          lifeOrdinal: ordinal,
          cycleNumber: anchor.number,
        }
      }
      case 'function': {
        const sourceSha256 = anchor.sourceId === null ? null : sourceAnchor(anchor.sourceId)
        return { ...row, functionName: anchor.name, sourceSha256 }
      }
      case 'finding':
        return { ...row, findingKey: anchor.key }
      case 'source':
        return { ...row, sourceSha256: sourceAnchor(anchor.sourceId) }
    }
  }

  const get = (id: AnnotationId): Annotation | null => {
    const row = byId.get(id)
    return row ? toAnnotation(row) : null
  }
  const existing = (id: AnnotationId): Annotation => {
    const annotation = get(id)
    if (!annotation)
      throw new CaseFileError('casefile/no-such-annotation', `The case has no annotation ${id}.`, { path, id })
    return annotation
  }

  return {
    get,
    list: () => all.all().flatMap((row) => toAnnotation(row) ?? []),
    detached: () => all.all().filter((row) => toAnnotation(row) === null).length,
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
              ...toAnchorRow(anchor),
              id,
              text,
              colour,
              tags: JSON.stringify(tags),
              author: author(),
              atMs: Date.now(),
            }),
        )
        return existing(id)
      }),
    update: (id, { text, tags, colour }) => {
      const before = existing(id)
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
      return existing(id)
    },
    delete: (id) => {
      const { text } = existing(id)
      change(
        {
          subject: 'annotations',
          what: localText('Delete an annotation', '删除批注'),
          action: 'annotation.delete',
          detail: { id, text },
        },
        'annotations',
        { id },
        () => remove.run(id),
      )
    },
  }
}

/** Null where the anchor's source is not in the case at present. */
function toAnnotation(row: AnnotationRow): Annotation | null {
  const anchor = toAnchor(row)
  if (!anchor) return null
  const { id, text, tags, colour, author, createdAtMs, updatedAtMs } = row
  return { id, anchor, text, tags: JSON.parse(tags) as string[], colour, author, createdAtMs, updatedAtMs }
}

function toAnchor(row: AnnotationRow): AnnotationAnchor | null {
  switch (row.anchorKind) {
    case 'range': {
      const range = toRange(row)
      return range && { kind: 'range', range }
    }
    case 'gcCycle':
      if (row.lifeId === null || row.cycleNumber === null) return null
      return { kind: 'gcCycle', lifeId: row.lifeId, number: row.cycleNumber, range: toRange(row) }
    case 'function':
      // About a function anywhere, or in one profile.
      if (row.sourceSha256 !== null && row.sourceId === null) return null
      return { kind: 'function', name: row.functionName ?? '', sourceId: row.sourceId }
    case 'finding':
      return row.findingKey === null ? null : { kind: 'finding', key: row.findingKey }
    case 'source':
      return row.sourceId === null ? null : { kind: 'source', sourceId: row.sourceId }
  }
}

function toRange({ fromMs, toMs, rangeSha256, rangeLifeId }: AnnotationRow): TimeRange | null {
  if (fromMs === null || toMs === null) return null
  if (rangeSha256 === null) return { axis: { kind: 'wall' }, from: fromMs, to: toMs }
  return rangeLifeId === null ? null : { axis: { kind: 'life', lifeId: rangeLifeId }, from: fromMs, to: toMs }
}
