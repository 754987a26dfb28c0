// Zips and tars as tests want them: also such as no archiver would make.
import { crc32, deflateRawSync } from 'node:zlib'
import tar from 'tar-stream'

export interface ZippedFile {
  name: string | Buffer
  content: Buffer | string
  /** 8 deflates, 0 stores; any other number is only written down. */
  method?: number
  isEncrypted?: boolean
  /** Unix mode with its file type: 0o120777 is a link. */
  mode?: number
  /** What the directory says instead of the truth. */
  crc?: number
  declaredBytes?: number
  isUtf8?: boolean
  modified?: Date
}

/** A zip of these files, in this order. */
export function zipOf(files: readonly ZippedFile[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const content = Buffer.from(file.content)
    const name = Buffer.from(file.name)
    const method = file.method ?? 8
    const packed = method === 8 ? deflateRawSync(content) : content
    const flags = (file.isEncrypted ? 1 : 0) | (file.isUtf8 === false ? 0 : 0x800)
    const date = file.modified ?? new Date(Date.UTC(2026, 10, 20, 10, 3, 36))
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt16LE((date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1), 6)
    common.writeUInt16LE(((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(), 8)
    common.writeUInt32LE(file.crc ?? crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(file.declaredBytes ?? content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((file.mode ?? 0o100644) << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    const made = Buffer.from([20, 3])
    directory.push(Buffer.from('PK\x01\x02', 'latin1'), made, common, tail, name)
    bodies.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, central, end])
}

export interface TarredFile {
  name: string
  content?: Buffer | string
  type?: 'file' | 'symlink' | 'link' | 'directory' | 'fifo' | 'character-device'
  linkname?: string
  modified?: Date
}

/** A tar of these files, in this order. */
export async function tarOf(files: readonly TarredFile[]): Promise<Buffer> {
  const pack = tar.pack()
  for (const { name, content = '', type = 'file', linkname, modified } of files) {
    const mtime = modified ?? new Date(Date.UTC(2026, 10, 20, 10, 3, 36))
    pack.entry({ name, type, mtime, ...(linkname !== undefined && { linkname }) }, type === 'file' ? content : '')
  }
  pack.finalize()
  const pieces: Uint8Array[] = []
  for await (const piece of pack as AsyncIterable<Uint8Array>) pieces.push(piece)
  return Buffer.concat(pieces)
}
