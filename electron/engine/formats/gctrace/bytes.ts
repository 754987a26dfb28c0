// Small searches inside one line. Uint8Array.indexOf has no end: over a large chunk it would run far past the line.

/** Where `byte` stands in `from … to` (end excluded), or -1. */
export function findByte(bytes: Uint8Array, byte: number, from: number, to: number): number {
  for (let at = from; at < to; at++) if (bytes[at] === byte) return at
  return -1
}

export function startsWith(bytes: Uint8Array, from: number, to: number, literal: Uint8Array): boolean {
  if (to - from < literal.length) return false
  for (let index = 0; index < literal.length; index++) if (bytes[from + index] !== literal[index]) return false
  return true
}

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** FNV-1a, never 0. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c_9dc5
  for (let at = from; at < to; at++) value = Math.imul(value ^ (bytes[at] as number), 0x0100_0193)
  return value >>> 0 || 1
}
