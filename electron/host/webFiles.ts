import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
}

export interface WebFile {
  bytes: Uint8Array<ArrayBuffer>
  type: string
  /** Files with a hash in their name never change. */
  isImmutable: boolean
}

/**
 * A file of the built window by its URL path; null where there is none. A path can not leave `root`, and a path without
 * an extension is a route of the window, answered with its page.
 */
export async function readWebFile(root: string, urlPath: string): Promise<WebFile | null> {
  let decoded: string
  try {
    decoded = decodeURIComponent(urlPath)
  } catch {
    return null
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const name = normalize(decoded).replace(/^[/\\]+/, '')
  const path = join(root, extname(name) === '' ? 'index.html' : name)
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return null
  const type = TYPES[extname(path).toLowerCase()]
  if (!type) return null
  try {
    const bytes = await readFile(path)
    return { bytes: new Uint8Array(bytes), type, isImmutable: /^assets[/\\]/.test(name) }
  } catch {
    // Chromium asks for it unasked; an empty answer keeps a 404 out of the console.
    return name === 'favicon.ico' ? { bytes: new Uint8Array(), type, isImmutable: false } : null
  }
}
