import { utf16Of } from './utf16.ts'

/** Bytes as text, in whatever Unicode encoding they are; Windows tools write UTF-16, with and without a byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  const wide = utf16Of(bytes)
  return new TextDecoder(wide === null ? 'utf-8' : wide.isBigEndian ? 'utf-16be' : 'utf-16le').decode(bytes)
}
