// Entries of a zip, through yauzl: by its central directory, each inflated as a stream. Names are judged here (entry.ts), and the
// checksums that yauzl leaves out are checked.
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import { FormatError } from '../FormatError.ts'
import type { Container, ContainerEntry, EntryRefusal } from './entry.ts'
import { entryName } from './entry.ts'
import { Budget } from './limits.ts'
import type { ContainerLimits } from './limits.ts'

const OPTIONS = { lazyEntries: true, decodeStrings: false, autoClose: false, validateEntrySizes: true } as const
const UNIX = 3
const FILE_TYPE = 0o170_000
const SYMLINK = 0o120_000
const REGULAR = 0o100_000
const UTF8_NAME = 0x800

/** A zip file on disk. */
export const openZip = (path: string, bytes: number, limits: ContainerLimits): Promise<Container> =>
  opened((callback) => {
    yauzl.open(path, OPTIONS, callback)
  }).then((zip) => zipContainer(zip, bytes, limits))

/** A zip held in memory. */
export const openZipBuffer = (content: Buffer, limits: ContainerLimits): Promise<Container> =>
  opened((callback) => {
    yauzl.fromBuffer(content, OPTIONS, callback)
  }).then((zip) => zipContainer(zip, content.length, limits))

type OpenCallback = (error: Error | null, zip: yauzl.ZipFile) => void

function opened(open: (callback: OpenCallback) => void): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    open((error, zip) => {
      if (error) reject(damaged(error, 'The zip can not be read', 0))
      else resolve(zip)
    })
  })
}

function damaged(thrown: unknown, what: string, byte: number): FormatError {
  if (thrown instanceof FormatError) return thrown
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  return new FormatError('container/damaged', `${what}: ${why}.`, { byte })
}

function zipContainer(zip: yauzl.ZipFile, bytes: number, limits: ContainerLimits): Container {
  const budget = new Budget(limits, bytes)
  let passed = 0
  let within = 0

  async function* entries(): AsyncGenerator<ContainerEntry> {
    for (;;) {
      const entry = await nextEntry(zip)
      if (entry === null) return
      const offset = entry.relativeOffsetOfLocalHeader
      const raw = nameOf(entry)
      // A folder has no bytes; its files come as entries of their own.
      if (raw.endsWith('/')) continue
      const { path, refusal } = entryName(raw, offset, limits)
      budget.countEntry(path, offset)
      yield {
        path,
        bytes: entry.uncompressedSize,
        modifiedAtMs: timeOf(entry),
        offset,
        refusal: refusal ?? refusalOf(entry, path, offset),
        open: () => contentOf(entry, path),
      }
      passed += entry.compressedSize
      within = 0
    }
  }

  async function* contentOf(entry: yauzl.Entry, path: string): AsyncGenerator<Uint8Array> {
    const offset = entry.relativeOffsetOfLocalHeader
    let read = 0
    let checksum = 0
    try {
      for await (const chunk of (await streamOf(zip, entry)) as AsyncIterable<Uint8Array>) {
        read += chunk.length
        checksum = crc32(chunk, checksum)
        budget.count(path, read, chunk.length, offset)
        within = entry.uncompressedSize > 0 ? (entry.compressedSize * read) / entry.uncompressedSize : 0
        yield chunk
      }
    } catch (thrown) {
      throw damaged(thrown, `The zip is damaged at ${path}`, offset)
    }
    if (checksum !== entry.crc32)
      throw new FormatError('container/damaged', `The zip is damaged at ${path}: its checksum is wrong.`, {
        byte: offset,
      })
  }

  return {
    entries,
    position: () => Math.min(bytes, Math.round(passed + within)),
    close: () => {
      zip.close()
      return Promise.resolve()
    },
  }
}

/** Null: there are no more. */
function nextEntry(zip: yauzl.ZipFile): Promise<yauzl.Entry | null> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      zip.removeListener('entry', onEntry).removeListener('end', onEnd).removeListener('error', onError)
    }
    const onEntry = (entry: yauzl.Entry): void => {
      settle()
      resolve(entry)
    }
    const onEnd = (): void => {
      settle()
      resolve(null)
    }
    const onError = (error: Error): void => {
      settle()
      reject(damaged(error, 'The directory of the zip is damaged', 0))
    }
    zip.on('entry', onEntry).on('end', onEnd).on('error', onError)
    if (zip.entriesRead >= zip.entryCount) onEnd()
    else zip.readEntry()
  })
}

const streamOf = (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<NodeJS.ReadableStream> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(error)
      else resolve(stream)
    })
  })

/** UTF-8 where the bytes are, whether or not the zip says so: many tools do not. Else the old code page of DOS. */
function nameOf(entry: yauzl.Entry): string {
  const raw = entry.fileName as unknown as Buffer
  const isDeclared = (entry.generalPurposeBitFlag & UTF8_NAME) > 0
  const text = raw.toString('utf8')
  if (isDeclared || !text.includes('\ufffd')) return text
  return yauzl.getFileNameLowLevel(0, raw, entry.extraFields, true)
}

function timeOf(entry: yauzl.Entry): number {
  try {
    const time = entry.getLastModDate({ timezone: 'UTC' }).getTime()
    return Number.isNaN(time) ? 0 : time
  } catch {
    return 0
  }
}

function refusalOf(entry: yauzl.Entry, path: string, offset: number): EntryRefusal | null {
  const at = { byte: offset }
  const type = entry.versionMadeBy >> 8 === UNIX ? (entry.externalFileAttributes >>> 16) & FILE_TYPE : 0
  if (type === SYMLINK)
    return { code: 'container/link', message: `The entry ${path} is a link, which is not followed.`, at }
  if (type !== 0 && type !== REGULAR)
    return { code: 'container/special-file', message: `The entry ${path} is a device, pipe or socket, not a file.`, at }
  if ((entry.generalPurposeBitFlag & 1) > 0)
    return { code: 'container/encrypted', message: `The entry ${path} is encrypted: unpack it with its password.`, at }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return {
      code: 'container/compression',
      message: `The entry ${path} is compressed by method ${entry.compressionMethod}; stored and deflated ones are read.`,
      at,
    }
  return null
}
