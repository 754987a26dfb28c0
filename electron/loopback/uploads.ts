import { randomBytes } from 'node:crypto'
import { createWriteStream, rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CodedError } from '../../shared/lib/result.ts'

export interface UploadLimits {
  fileBytes: number
  totalBytes: number
  files: number
}
const LIMITS: UploadLimits = { fileBytes: 8 * 2 ** 30, totalBytes: 32 * 2 ** 30, files: 10_000 }
const MAX_DEPTH = 32

/**
 * Files dropped on the page: a browser gives bytes, not paths, so they are kept in a folder of this user alone until the server
 * ends. Files dropped together lie in one batch, so that folders keep their shape.
 */
export class Uploads {
  readonly #limits: UploadLimits
  readonly #batches = new Set<string>()
  #folder: Promise<string> | null = null
  #made: string | null = null
  #files = 0
  #bytes = 0

  constructor(limits: Partial<UploadLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
  }

  newBatch(): string {
    const batch = randomBytes(8).toString('hex')
    this.#batches.add(batch)
    return batch
  }

  /** Stores one file; answers the path of what was dropped: the file's own, or its outermost folder's. Throws `upload/…`. */
  async store(batch: string, relativePath: string, bytes: Readable): Promise<string> {
    if (!this.#batches.has(batch)) throw new CodedError('upload/unknown-batch', 'There is no such upload.')
    const segments = safeSegments(relativePath)
    if (++this.#files > this.#limits.files)
      throw new CodedError('upload/too-many', `More than ${this.#limits.files} files were uploaded.`)
    this.#folder ??= mkdtemp(join(tmpdir(), 'heapcase-uploads-'))
    this.#made = await this.#folder
    const root = join(this.#made, batch)
    const path = join(root, ...segments)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    let size = 0
    const measure = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        size += chunk.length
        this.#bytes += chunk.length
        if (size > this.#limits.fileBytes || this.#bytes > this.#limits.totalBytes)
          done(
            new CodedError('upload/too-large', `${relativePath} is larger than uploads may be.`, {
              path: relativePath,
            }),
          )
        else done(null, chunk)
      },
    })
    try {
      await pipeline(bytes, measure, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    } catch (error) {
      this.#bytes -= size
      const isTwice = (error as NodeJS.ErrnoException).code === 'EEXIST'
      if (!isTwice) await rm(path, { force: true })
      if (error instanceof CodedError) throw error
      throw new CodedError(
        isTwice ? 'upload/twice' : 'upload/failed',
        isTwice ? `${relativePath} was uploaded twice.` : `${relativePath} could not be stored: ${String(error)}`,
      )
    }
    return join(root, segments[0] ?? '')
  }

  /** Removes all of it; synchronous, so that it also works while the process ends. */
  removeAll(): void {
    if (this.#made !== null) rmSync(this.#made, { recursive: true, force: true })
    this.#made = null
    this.#folder = null
    this.#batches.clear()
  }
}

/** The parts of a path below the batch. Throws `upload/bad-name` for anything that could lead out of it. */
export function safeSegments(relativePath: string): string[] {
  const segments = relativePath.split('/').filter((segment) => segment !== '')
  const isSafe =
    segments.length > 0 &&
    segments.length <= MAX_DEPTH &&
    segments.every(
      (segment) => segment !== '.' && segment !== '..' && !/[\0\\:]/.test(segment) && Buffer.byteLength(segment) <= 255,
    )
  if (!isSafe) throw new CodedError('upload/bad-name', `${JSON.stringify(relativePath)} is no name for an upload.`)
  return segments
}
