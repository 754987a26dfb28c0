// Anchors of annotations in rows: hashes, ordinals and keys there, the ids these have in the case now outside.
import type { AnnotationAnchor, FindingKey, LifeId, SourceId, TimeRange } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'

/** The anchor columns of `annotations`; which are filled follows from the kind. */
export interface AnchorRow {
  anchorKind: AnnotationAnchor['kind']
  sourceSha256: string | null
  lifeOrdinal: number | null
  cycleNumber: number | null
  functionName: string | null
  findingKey: FindingKey | null
  entityType: string | null
  entityKey: string | null
  entityName: string | null
  fromMs: number | null
  toMs: number | null
  rangeSha256: string | null
  rangeOrdinal: number | null
}

/** With today's ids of what the row names by hash; null where it is not in the case. */
export interface FoundAnchorRow extends AnchorRow {
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
  entityType: null,
  entityKey: null,
  entityName: null,
  fromMs: null,
  toMs: null,
  rangeSha256: null,
  rangeOrdinal: null,
}

/** Turns an anchor into a row. `casefile/no-such-source`, `casefile/no-such-life` for what is not in the case. */
export function anchorWriter({ db, path }: Pick<Connection, 'db' | 'path'>): (anchor: AnnotationAnchor) => AnchorRow {
  const shaOf = db.prepare<[SourceId], string>('SELECT sha256 FROM sources WHERE id = ?').pluck()
  const lifeOf = db.prepare<[LifeId], { sha256: string; ordinal: number }>(`
    SELECT sha256, ordinal FROM process_lives JOIN sources ON sources.id = source_id WHERE process_lives.id = ?`)

  const sourceSha = (sourceId: SourceId | null): string | null => {
    if (sourceId === null) return null
    const sha256 = shaOf.get(sourceId)
    if (sha256 === undefined)
      throw new CaseFileError('casefile/no-such-source', `The case has no source ${sourceId}.`, { path, sourceId })
    return sha256
  }
  const lifeRow = (lifeId: LifeId): { sha256: string; ordinal: number } => {
    const life = lifeOf.get(lifeId)
    if (!life)
      throw new CaseFileError('casefile/no-such-life', `The case has no process life ${lifeId}.`, { path, lifeId })
    return life
  }
  const rangeRow = (range: TimeRange | null): Pick<AnchorRow, 'fromMs' | 'toMs' | 'rangeSha256' | 'rangeOrdinal'> => {
    if (range === null) return { fromMs: null, toMs: null, rangeSha256: null, rangeOrdinal: null }
    const life = range.axis.kind === 'life' ? lifeRow(range.axis.lifeId) : null
    return {
      fromMs: range.from,
      toMs: range.to,
      rangeSha256: life?.sha256 ?? null,
      rangeOrdinal: life?.ordinal ?? null,
    }
  }

  return (anchor) => {
    const row: AnchorRow = { ...NO_ANCHOR, anchorKind: anchor.kind }
    switch (anchor.kind) {
      case 'range':
        return { ...row, ...rangeRow(anchor.range) }
      case 'gcCycle': {
        const { sha256, ordinal } = lifeRow(anchor.lifeId)
        return {
          ...row,
          ...rangeRow(anchor.range),
          sourceSha256: sha256,
          lifeOrdinal: ordinal,
          cycleNumber: anchor.number,
        }
      }
      case 'function':
        return { ...row, functionName: anchor.name, sourceSha256: sourceSha(anchor.sourceId) }
      case 'stack':
        return { ...row, entityKey: JSON.stringify(anchor.frames), sourceSha256: sourceSha(anchor.sourceId) }
      case 'finding':
        return { ...row, findingKey: anchor.key }
      case 'source':
        return { ...row, sourceSha256: sourceSha(anchor.sourceId) }
      case 'lines':
        return {
          ...row,
          ...rangeRow(anchor.range),
          entityKey: `${anchor.from}-${anchor.to}`,
          sourceSha256: sourceSha(anchor.sourceId),
        }
      case 'entity':
        return {
          ...row,
          ...rangeRow(anchor.range),
          sourceSha256: sourceSha(anchor.sourceId),
          entityType: anchor.type,
          entityKey: anchor.key,
          entityName: anchor.name,
        }
    }
  }
}

/** Null where what it is about is not in the case at present, or the row says nothing this version understands. */
export function anchorOf(row: FoundAnchorRow): AnnotationAnchor | null {
  const { anchorKind, sourceId, entityKey } = row
  // About something anywhere, or in one source.
  if (row.sourceSha256 !== null && sourceId === null) return null
  switch (anchorKind) {
    case 'range': {
      const range = rangeOf(row)
      return range && { kind: anchorKind, range }
    }
    case 'gcCycle':
      if (row.lifeId === null || row.cycleNumber === null) return null
      return { kind: anchorKind, lifeId: row.lifeId, number: row.cycleNumber, range: rangeOf(row) }
    case 'function':
      return { kind: anchorKind, name: row.functionName ?? '', sourceId }
    case 'stack':
      return { kind: anchorKind, frames: framesOf(entityKey), sourceId }
    case 'finding':
      return row.findingKey === null ? null : { kind: anchorKind, key: row.findingKey }
    case 'source':
      return sourceId === null ? null : { kind: anchorKind, sourceId }
    case 'lines': {
      const lines = linesOf(entityKey)
      return sourceId === null || !lines ? null : { kind: anchorKind, sourceId, ...lines, range: rangeOf(row) }
    }
    case 'entity': {
      if (row.rangeSha256 !== null && row.rangeLifeId === null) return null
      const { entityType: type, entityName: name } = row
      if (type === null || entityKey === null) return null
      return { kind: anchorKind, type, key: entityKey, name: name ?? entityKey, sourceId, range: rangeOf(row) }
    }
  }
}

/** What an anchor was about in a few words that need no other row. */
export function aboutRow(row: AnchorRow): string {
  const { anchorKind, entityKey } = row
  switch (anchorKind) {
    case 'range':
      return ''
    case 'gcCycle':
      return `gc ${row.cycleNumber ?? ''}`
    case 'function':
      return row.functionName ?? ''
    case 'stack':
      return framesOf(entityKey)[0] ?? ''
    case 'finding':
      return row.findingKey ?? ''
    case 'source':
      return ''
    case 'lines':
      return entityKey ?? ''
    case 'entity':
      return row.entityName ?? entityKey ?? ''
  }
}

function rangeOf({ fromMs, toMs, rangeSha256, rangeLifeId }: FoundAnchorRow): TimeRange | null {
  if (fromMs === null || toMs === null) return null
  if (rangeSha256 === null) return { axis: { kind: 'wall' }, from: fromMs, to: toMs }
  return rangeLifeId === null ? null : { axis: { kind: 'life', lifeId: rangeLifeId }, from: fromMs, to: toMs }
}

/** Cells are this product's own, but a case may come from anywhere: what is no list of names is an empty stack. */
function framesOf(key: string | null): string[] {
  try {
    const frames: unknown = JSON.parse(key ?? '[]')
    return Array.isArray(frames) ? frames.filter((frame) => typeof frame === 'string') : []
  } catch {
    return []
  }
}

function linesOf(key: string | null): { from: number; to: number } | null {
  const found = /^(\d{1,12})-(\d{1,12})$/.exec(key ?? '')
  return found ? { from: Number(found[1]), to: Number(found[2]) } : null
}
