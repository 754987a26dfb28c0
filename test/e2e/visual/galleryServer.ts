// Serves the built gallery on this machine.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve, sep } from 'node:path'
import { steadyFont } from './steadyFonts.ts'

/** Where gallery.setup.ts builds it. */
export const GALLERY = resolve(import.meta.dirname, '../../../test-results/gallery')
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}

export async function serveGallery(): Promise<{ address: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://gallery').pathname
    const path = steadyFont(asked) ?? resolve(join(GALLERY, asked))
    const isInside = path.startsWith(`${GALLERY}${sep}`) || steadyFont(asked) !== null
    readFile(isInside ? path : '')
      .then((bytes) => {
        response.setHeader('cache-control', 'max-age=600')
        response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
        response.end(bytes)
      })
      .catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/gallery/index.html`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
