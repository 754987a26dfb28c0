// Draws build/icon.svg into icon.png, icon.ico and icon.icns, once, when the drawing changes: `node build/icons.ts`.
// The three files are committed: electron-builder would fetch a converter for the macOS icon otherwise.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const folder = import.meta.dirname
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
const executablePath = process.env['HEAPCASE_CHROMIUM'] ?? '/usr/bin/chromium'

const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
const page = await browser.newPage()

async function png(size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  )
  return page.screenshot({ omitBackground: true })
}

const sizes = new Map<number, Buffer>()
for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) sizes.set(size, await png(size))
await browser.close()

const image = (size: number): Buffer => sizes.get(size) ?? Buffer.alloc(0)

/** ICO: a directory of images, each a whole PNG (allowed since Windows Vista). */
function ico(list: number[]): Buffer {
  const header = Buffer.alloc(6 + 16 * list.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(list.length, 4)
  let offset = header.length
  list.forEach((size, index) => {
    const at = 6 + 16 * index
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(image(size).length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += image(size).length
  })
  return Buffer.concat([header, ...list.map(image)])
}

/** ICNS: tagged PNGs; the `@2x` tags are the same pictures under the names of half their size. */
function icns(entries: [string, number][]): Buffer {
  const chunks = entries.map(([tag, size]) => {
    const head = Buffer.alloc(8)
    head.write(tag, 0, 'latin1')
    head.writeUInt32BE(image(size).length + 8, 4)
    return Buffer.concat([head, image(size)])
  })
  const body = Buffer.concat(chunks)
  const head = Buffer.alloc(8)
  head.write('icns', 0, 'latin1')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}

writeFileSync(join(folder, 'icon.png'), image(1024))
writeFileSync(join(folder, 'icon.ico'), ico([16, 32, 48, 64, 128, 256]))
writeFileSync(
  join(folder, 'icon.icns'),
  icns([
    ['icp4', 16],
    ['icp5', 32],
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic13', 256],
    ['ic08', 256],
    ['ic14', 512],
    ['ic09', 512],
    ['ic10', 1024],
  ]),
)
console.log('icon.png, icon.ico, icon.icns written')
