// What crosses between a page and the main process: JSON, with tags for what JSON has no word for. The page script carries the
// same two functions as text, so they must not use anything from outside.

/** A structured-cloneable value as JSON text. */
export function encode(value: unknown): string {
  const tag = (kind: string, content: unknown): object => ({ $eoc: kind, content })
  const walk = (part: unknown): unknown => {
    if (part === undefined) return tag('undefined', 0)
    if (typeof part === 'bigint') return tag('bigint', String(part))
    if (typeof part === 'number' && !Number.isFinite(part)) return tag('number', String(part))
    if (typeof part === 'function' || typeof part === 'symbol') throw new Error('An object could not be cloned.')
    if (typeof part !== 'object' || part === null) return part
    if (part instanceof Date) return tag('date', part.getTime())
    if (part instanceof Map) return tag('map', walk([...part]))
    if (part instanceof Set) return tag('set', walk([...part]))
    if (part instanceof Error) return tag('error', { name: part.name, message: part.message })
    if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) {
      const bytes =
        part instanceof ArrayBuffer
          ? new Uint8Array(part)
          : new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      let text = ''
      for (const byte of bytes) text += String.fromCharCode(byte)
      return tag('bytes', [part instanceof ArrayBuffer ? 'ArrayBuffer' : part.constructor.name, btoa(text)])
    }
    if (Array.isArray(part)) return part.map(walk)
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]))
  }
  return JSON.stringify(walk(value))
}

/** The value of `encode`'s text. */
export function decode(text: string): unknown {
  const walk = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) return part.map(walk)
    if (!('$eoc' in part && 'content' in part))
      return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]))
    const content = part.content
    switch (part.$eoc) {
      case 'bigint':
        return BigInt(content as string)
      case 'number':
        return Number(content)
      case 'date':
        return new Date(content as number)
      case 'map':
        return new Map(walk(content) as [unknown, unknown][])
      case 'set':
        return new Set(walk(content) as unknown[])
      case 'error': {
        const { name, message } = content as { name: string; message: string }
        return Object.assign(new Error(message), { name })
      }
      case 'bytes': {
        const [kind, base64] = content as [string, string]
        const { buffer } = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
        if (kind === 'ArrayBuffer') return buffer
        const View = (globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => unknown>)[kind]
        return View ? new View(buffer) : new Uint8Array(buffer)
      }
      default:
        return undefined
    }
  }
  return walk(JSON.parse(text))
}
