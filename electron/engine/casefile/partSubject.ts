import type { SourcePart } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import type { ImportWriter } from './types.ts'

/** The files of a rotated log. Few; written with the last rows. */
export function partSubject({ db }: Context): () => SubjectWriter & Pick<ImportWriter, 'addPart'> {
  const insert = db.prepare(`
    INSERT INTO source_parts (source_id, ordinal, path, bytes, sha256, first_byte)
    VALUES (@sourceId, @ordinal, @path, @bytes, @sha256, @firstByte)`)
  return () => {
    const parts: SourcePart[] = []
    return {
      addPart(part) {
        parts.push(part)
      },
      pendingBytes: () => 0,
      writePending: () => undefined,
      finish(sourceId) {
        for (const part of parts) insert.run({ ...part, sourceId })
      },
    }
  }
}
