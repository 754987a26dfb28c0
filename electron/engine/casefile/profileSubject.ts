import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import { packProfile, profileInserter } from './profileWriter.ts'
import type { PackedProfile } from './profileWriter.ts'
import type { ImportWriter } from './types.ts'

/** The one profile of a source. Packed as it comes, outside of any transaction, and written with the last rows. */
export function profileSubject({ db }: Context): () => SubjectWriter & Pick<ImportWriter, 'addProfile'> {
  const insert = profileInserter(db)
  return () => {
    let profile: PackedProfile | null = null
    return {
      addProfile(columns) {
        if (profile) throw new TypeError('a source holds one profile')
        profile = packProfile(columns)
      },
      pendingBytes: () => profile?.packed.reduce((sum, [, { content }]) => sum + content.length, 0) ?? 0,
      // Strings and functions are interned across sources: that must not be seen before the source is.
      writePending: () => undefined,
      finish(sourceId) {
        if (profile) insert(sourceId, profile)
      },
    }
  }
}
