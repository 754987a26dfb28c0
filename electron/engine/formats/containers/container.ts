// Containers of sources: zip, tar, tar.gz, tar.zst, told by their first bytes. Entries are given as streams, in the order in which
// they lie; nothing becomes a file on disk. A single file in gzip or zstd is no container: its reader unpacks it.
import { open } from 'node:fs/promises'
import { FormatError } from '../FormatError.ts'
import { packingOf, plainHead } from '../packed.ts'
import type { Packing } from '../packed.ts'
import type { Container } from './entry.ts'
import { CONTAINER_LIMITS } from './limits.ts'
import type { ContainerLimits } from './limits.ts'
import { tarContainer } from './tar.ts'
import { openZip, openZipBuffer } from './zip.ts'

export type ContainerKind = 'zip' | 'tar' | 'tar.gz' | 'tar.zst'
/** So many first bytes tell a container. */
export const CONTAINER_HEAD_BYTES = 64 * 1024
const BLOCK = 512
const READ_BYTES = 256 * 1024

/** What kind of container the first bytes begin; null: none. */
export function containerKindOf(head: Uint8Array): ContainerKind | null {
  // Local header, empty directory, spanned archive.
  if (head[0] === 0x50 && head[1] === 0x4b && [0x0304, 0x0506, 0x0708].includes(((head[2] ?? 0) << 8) | (head[3] ?? 0)))
    return 'zip'
  if (isTar(head)) return 'tar'
  const packing = packingOf(head)
  if (packing === null || !isTar(plainHead(head, BLOCK))) return null
  return packing === 'gzip' ? 'tar.gz' : 'tar.zst'
}

/** A header block of tar: its checksum says so, with or without the word `ustar`. */
function isTar(head: Uint8Array): boolean {
  if (head.length < BLOCK || head[0] === 0) return false
  let sum = 0
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : (head[at] as number)
  const field = Buffer.from(head.subarray(148, 156)).toString('latin1')
  const written = /^[ 0]*([1-7][0-7]*)[ \0]*$/.exec(field)
  return written !== null && Number.parseInt(written[1] ?? '', 8) === sum
}

const packingIn = (kind: ContainerKind): Packing | null =>
  kind === 'tar.gz' ? 'gzip' : kind === 'tar.zst' ? 'zstd' : null

/** A container on disk. Throws FormatError where it can not even be begun. */
export function openContainer(
  path: string,
  kind: ContainerKind,
  bytes: number,
  limits: ContainerLimits = CONTAINER_LIMITS,
): Promise<Container> {
  if (kind === 'zip') return openZip(path, bytes, limits)
  return Promise.resolve(tarContainer(chunksOf(path), packingIn(kind), bytes, limits))
}

/** A container inside another one, from its bytes. A zip is held in memory, as its directory lies at its end. */
export async function openNested(
  chunks: AsyncIterable<Uint8Array>,
  kind: ContainerKind,
  name: string,
  limits: ContainerLimits = CONTAINER_LIMITS,
): Promise<Container> {
  if (kind !== 'zip') return tarContainer(chunks, packingIn(kind), Number.POSITIVE_INFINITY, limits)
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > limits.maxNestedZipBytes)
      throw new FormatError(
        'container/too-large',
        `${name} is a zip inside another container and larger than ${limits.maxNestedZipBytes / 2 ** 20} MiB: unpack the outer one first.`,
      )
    pieces.push(chunk)
  }
  return openZipBuffer(Buffer.concat(pieces), limits)
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path)
  try {
    for (let offset = 0; ;) {
      const chunk = new Uint8Array(READ_BYTES)
      const { bytesRead } = await handle.read(chunk, 0, READ_BYTES, offset)
      if (bytesRead === 0) return
      offset += bytesRead
      yield chunk.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
