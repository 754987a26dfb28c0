// Original bytes of sources in pieces of 4 MiB: compressed, each with its own hash, checked on every read.
import { createHash } from 'node:crypto'
import { constants, zstdDecompressSync } from 'node:zlib'
import type { SourceId } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'
import { ZstdFrames } from './zstdFrames.ts'

export const CHUNK_BYTES = 4 * 1024 * 1024
/** Level 3 gains a tenth and takes twice the time: a third of what reading an execution trace takes. */
const LEVEL = 1
/** A table that stays in the cache nearest to the core: a sixth faster, for half a per cent more bytes. */
const HASH_LOG = 13
const frames = new ZstdFrames({ [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_hashLog]: HASH_LOG })
/** Compression must gain at least this share to be worth undoing on every read. */
const MIN_GAIN = 0.03

interface ChunkRow {
  bytes: number
  sha256: string
  codec: 'none' | 'zstd'
  content: Buffer
}

/** A piece ready to be inserted: compressing happens before the transaction, so that the file is locked briefly. */
export interface PackedChunk extends ChunkRow {
  ordinal: number
}

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function packChunk(ordinal: number, bytes: Uint8Array): PackedChunk {
  const packed = frames.compress(bytes)
  const isWorth = packed.length <= bytes.length * (1 - MIN_GAIN)
  return {
    ordinal,
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
    codec: isWorth ? 'zstd' : 'none',
    content: isWorth ? packed : Buffer.from(bytes),
  }
}

export function rawChunks({ db, path }: Connection) {
  const insert = db.prepare(`
    INSERT INTO raw_chunks (source_id, ordinal, bytes, stored_bytes, sha256, codec, content)
    VALUES (@sourceId, @ordinal, @bytes, @storedBytes, @sha256, @codec, @content)`)
  const select = db.prepare<[SourceId, number], ChunkRow>(
    'SELECT bytes, sha256, codec, content FROM raw_chunks WHERE source_id = ? AND ordinal = ?',
  )
  // Readers page through a source: the piece they are in is kept. Evidence never changes, so it stays right.
  let cached: { sourceId: SourceId; ordinal: number; bytes: Uint8Array } | null = null

  /** One piece, checked. */
  const read = (sourceId: SourceId, ordinal: number): Uint8Array => {
    if (cached?.sourceId === sourceId && cached.ordinal === ordinal) return cached.bytes
    const row = select.get(sourceId, ordinal)
    const bytes = row && unpack(row)
    if (!bytes || sha256Hex(bytes) !== row.sha256)
      throw new CaseFileError(
        'casefile/damaged-source',
        `Bytes ${ordinal * CHUNK_BYTES} to ${(ordinal + 1) * CHUNK_BYTES} of source ${sourceId} are damaged in the case file.`,
        { path, sourceId, byte: ordinal * CHUNK_BYTES },
      )
    cached = { sourceId, ordinal, bytes }
    return bytes
  }

  return {
    insert: (sourceId: SourceId, chunk: PackedChunk): void => {
      insert.run({ ...chunk, sourceId, storedBytes: chunk.content.length })
    },
    read,
    /** `length` bytes from `offset`; the caller keeps both inside the source. */
    readRange: (sourceId: SourceId, offset: number, length: number): Uint8Array => {
      const result = new Uint8Array(length)
      for (let done = 0; done < length;) {
        const ordinal = Math.floor((offset + done) / CHUNK_BYTES)
        const from = offset + done - ordinal * CHUNK_BYTES
        const part = read(sourceId, ordinal).subarray(from, from + length - done)
        result.set(part, done)
        done += part.length
        if (part.length === 0) throw new RangeError(`source ${sourceId} ends before byte ${offset + length}`)
      }
      return result
    },
    forget: (): void => {
      cached = null
    },
  }
}

/** Null where the content is no longer what was written. */
function unpack({ codec, content, bytes }: ChunkRow): Uint8Array | null {
  if (codec === 'none') return content
  try {
    // One more than there is to come: of output that fills its room another piece is asked for.
    return zstdDecompressSync(content, { maxOutputLength: Math.max(bytes, 1), chunkSize: Math.max(bytes + 1, 65_536) })
  } catch {
    return null
  }
}
