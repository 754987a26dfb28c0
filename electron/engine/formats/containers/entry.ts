import type { ContainerLimits } from './limits.ts'

/** Why an entry is not looked into; `at.byte` is where it begins in the container. */
export interface EntryRefusal {
  code: string
  message: string
  at: { byte: number }
}

/** One file inside a container. */
export interface ContainerEntry {
  /** Folders and name, with forward slashes; safe to show and to join below a path. */
  path: string
  /** Size as the container declares it; what comes out is counted by itself. */
  bytes: number
  modifiedAtMs: number
  /** Where it begins: in a zip its local header, in a tar its contents, counted after unpacking. */
  offset: number
  refusal: EntryRefusal | null
  /**
   * Its bytes, once, before the next entry is asked for. Chunks are not used again. Throws FormatError with the entry's name where
   * the container is damaged there.
   */
  open(): AsyncIterable<Uint8Array>
}

/** A container being read from its beginning to its end. */
export interface Container {
  entries(): AsyncGenerator<ContainerEntry>
  /** Bytes of the container read so far: what progress counts. */
  position(): number
  close(): Promise<void>
}

const encoder = new TextEncoder()

/**
 * The path an entry is known by, and why it is not taken where the name is not one of a file below a folder: absolute, leading out
 * of it, too long or too deep, or with control characters. Refused names are shown with those replaced.
 */
export function entryName(
  raw: string,
  offset: number,
  limits: ContainerLimits,
): { path: string; refusal: EntryRefusal | null } {
  const slashed = raw.replaceAll('\\', '/')
  const segments = slashed.split('/').filter((segment) => segment !== '' && segment !== '.')
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  const hasControls = /[\u0000-\u001f\u007f]/.test(raw)
  // eslint-disable-next-line no-control-regex -- as above
  const path = segments.join('/').replaceAll(/[\u0000-\u001f\u007f]/g, '\ufffd')
  const refuse = (code: string, why: string) => {
    const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path
    return { path: shown, refusal: { code, message: `The entry ${shown} ${why}.`, at: { byte: offset } } }
  }
  if (encoder.encode(raw).length > limits.maxNameBytes) return refuse('container/long-name', 'has too long a name')
  if (segments.length > limits.maxDepth) return refuse('container/too-deep', `lies below ${limits.maxDepth} folders`)
  if (slashed.startsWith('/') || /^[A-Za-z]:/.test(raw))
    return refuse('container/unsafe-name', 'has an absolute path: it would not be unpacked where the others are')
  if (segments.includes('..'))
    return refuse('container/unsafe-name', 'leads out of its container (..): no honest archive needs that')
  if (hasControls || segments.length === 0)
    return refuse('container/unsafe-name', 'has a name that no file should have')
  return { path, refusal: null }
}
