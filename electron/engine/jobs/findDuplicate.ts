import { createHash } from 'node:crypto'
import type { SourceId } from '../../../shared/records/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { checkCancelled } from './context.ts'
import { openRegularFile } from './sourceBytes.ts'

/** The source that has the same bytes, where one of the same size makes it worth hashing before reading. */
export async function findDuplicate(caseFile: CaseFile, file: string, signal: AbortSignal): Promise<SourceId | null> {
  const handle = await openRegularFile(file)
  try {
    const { size } = await handle.stat()
    if (!caseFile.sources.list().some((source) => source.bytes === size)) return null
    const hash = createHash('sha256')
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      checkCancelled(signal)
      hash.update(chunk as Uint8Array)
    }
    return caseFile.sources.findBySha256(hash.digest('hex'))?.id ?? null
  } finally {
    await handle.close()
  }
}
