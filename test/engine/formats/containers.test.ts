import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { containerKindOf, openContainer, openNested } from '../../../electron/engine/formats/containers/container.ts'
import type { Container } from '../../../electron/engine/formats/containers/entry.ts'
import { CONTAINER_LIMITS } from '../../../electron/engine/formats/containers/limits.ts'
import type { ContainerLimits } from '../../../electron/engine/formats/containers/limits.ts'
import { FormatError } from '../../../electron/engine/formats/index.ts'
import { tarOf, zipOf } from '../../support/archives.ts'

const folder = mkdtempSync(join(tmpdir(), 'heapcase-containers-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
let files = 0

interface Listed {
  path: string
  text?: string
  refusal?: string
}

/** Everything a container gives; its refused entries by code. The last row may be what ended it. */
async function listed(container: Container, isRead: (path: string) => boolean = () => true): Promise<Listed[]> {
  const found: Listed[] = []
  try {
    for await (const entry of container.entries()) {
      if (entry.refusal) {
        found.push({ path: entry.path, refusal: entry.refusal.code })
        continue
      }
      if (!isRead(entry.path)) {
        found.push({ path: entry.path })
        continue
      }
      const pieces: Uint8Array[] = []
      for await (const piece of entry.open()) pieces.push(piece)
      found.push({ path: entry.path, text: Buffer.concat(pieces).toString('latin1') })
    }
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FormatError)
    const { code, at } = thrown as FormatError
    expect(at.byte, code).toBeTypeOf('number')
    found.push({ path: '', refusal: code })
  } finally {
    await container.close()
  }
  return found
}
async function opened(bytes: Buffer, limits: Partial<ContainerLimits> = {}): Promise<Container> {
  const kind = containerKindOf(bytes)
  if (kind === null) throw new Error('no container')
  const path = join(folder, `${files++}`)
  writeFileSync(path, bytes)
  return openContainer(path, kind, bytes.length, { ...CONTAINER_LIMITS, ...limits })
}
const list = async (bytes: Buffer, limits: Partial<ContainerLimits> = {}): Promise<Listed[]> => {
  try {
    return await listed(await opened(bytes, limits))
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FormatError)
    return [{ path: '', refusal: (thrown as FormatError).code }]
  }
}
const PLAIN = [
  { name: 'logs/app.log', content: 'one\n'.repeat(3000) },
  { name: 'logs/empty.log', content: '' },
  { name: 'profiles/日本.pb.gz', content: gzipSync('profile') },
]
const EXPECTED = PLAIN.map(({ name, content }) => ({ path: name, text: Buffer.from(content).toString('latin1') }))

describe('containers', () => {
  it('are told by their first bytes', async () => {
    const tar = await tarOf(PLAIN)
    expect(containerKindOf(zipOf(PLAIN))).toBe('zip')
    expect(containerKindOf(zipOf([]))).toBe('zip')
    expect(containerKindOf(tar)).toBe('tar')
    expect(containerKindOf(gzipSync(tar))).toBe('tar.gz')
    expect(containerKindOf(zstdCompressSync(tar))).toBe('tar.zst')
    for (const bytes of [gzipSync('a log'), zstdCompressSync('a log'), Buffer.from('PK, said he'), Buffer.alloc(1024)])
      expect(containerKindOf(bytes)).toBeNull()
  })

  it.each(['zip', 'tar', 'tar.gz', 'tar.zst'])('give their entries one after the other: %s', async (kind) => {
    const tar = await tarOf([{ name: 'logs/', type: 'directory' }, ...PLAIN])
    const bytes = { zip: zipOf(PLAIN), tar, 'tar.gz': gzipSync(tar), 'tar.zst': zstdCompressSync(tar) }[kind]
    expect(await list(bytes ?? Buffer.alloc(0))).toEqual(EXPECTED)
    const some = await listed(await opened(bytes ?? Buffer.alloc(0)), (path) => path.startsWith('profiles'))
    expect(some.map(({ path, text }) => [path, text !== undefined])).toEqual([
      ['logs/app.log', false],
      ['logs/empty.log', false],
      ['profiles/日本.pb.gz', true],
    ])
    // Entries never become files.
    expect(readdirSync(folder).every((name) => /^\d+$/.test(name))).toBe(true)
  })

  it('say how far they are read, in their own bytes', async () => {
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251))
    const bytes = gzipSync(await tarOf([1, 2, 3].map((number) => ({ name: `${number}`, content: noise }))))
    const container = await opened(bytes)
    const positions: number[] = []
    for await (const entry of container.entries()) {
      for await (const _piece of entry.open());
      positions.push(container.position())
    }
    expect([...positions].sort((a, b) => a - b)).toEqual(positions)
    expect(positions.at(-1)).toBeLessThanOrEqual(bytes.length)
    expect(positions.at(-1)).toBeGreaterThan(bytes.length / 2)
  })

  it('may be left in the middle', async () => {
    for (const bytes of [zipOf(PLAIN), gzipSync(await tarOf(PLAIN))]) {
      const container = await opened(bytes)
      for await (const entry of container.entries()) {
        expect(entry.path).toBe('logs/app.log')
        break
      }
      await container.close()
    }
  })

  it('may lie inside another one', async () => {
    const chunks = async function* (bytes: Buffer): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 1000) {
        await Promise.resolve()
        yield bytes.subarray(at, at + 1000)
      }
    }
    const tar = await tarOf(PLAIN)
    expect(await listed(await openNested(chunks(gzipSync(tar)), 'tar.gz', 'inner'))).toEqual(EXPECTED)
    expect(await listed(await openNested(chunks(zipOf(PLAIN)), 'zip', 'inner'))).toEqual(EXPECTED)
    const limits = { ...CONTAINER_LIMITS, maxNestedZipBytes: 100 }
    await expect(openNested(chunks(zipOf(PLAIN)), 'zip', 'inner', limits)).rejects.toMatchObject({
      code: 'container/too-large',
    })
  })
})

describe('names that are not taken', () => {
  const NAMES: [string, string][] = [
    ['../../etc/passwd', 'container/unsafe-name'],
    ['/etc/passwd', 'container/unsafe-name'],
    ['C:\\Windows\\win.ini', 'container/unsafe-name'],
    ['a\\..\\..\\b', 'container/unsafe-name'],
    ['a\u0001b', 'container/unsafe-name'],
    ['line\nend', 'container/unsafe-name'],
    [`${'d/'.repeat(40)}deep`, 'container/too-deep'],
    ['n'.repeat(2000), 'container/long-name'],
  ]

  it.each(NAMES)('%j', async (name, code) => {
    const file = { name, content: 'x' }
    const good = { name: 'good.log', content: 'y' }
    for (const bytes of [zipOf([file, good]), gzipSync(await tarOf([file, good])), await tarOf([file, good])]) {
      const [bad, after] = await list(bytes)
      expect(bad?.refusal).toBe(code)
      // eslint-disable-next-line no-control-regex -- none may be shown
      expect(bad?.path).not.toMatch(/[\u0000-\u001f]/)
      expect(after).toEqual({ path: 'good.log', text: 'y' })
    }
  })

  it('of folders written the way of Windows are read', async () => {
    expect(await list(zipOf([{ name: 'logs\\app.log', content: 'x' }]))).toEqual([{ path: 'logs/app.log', text: 'x' }])
  })

  it('in no known encoding are shown somehow', async () => {
    const [row] = await list(zipOf([{ name: Buffer.from([0x81, 0x2e, 0x6c]), content: 'x', isUtf8: false }]))
    expect(row).toEqual({ path: 'ü.l', text: 'x' })
  })
})

describe('entries that are not taken', () => {
  it('links, devices, encrypted and unknown ones, each by its name', async () => {
    expect(
      await list(
        zipOf([
          { name: 'link', content: '/etc/passwd', mode: 0o120777 },
          { name: 'fifo', content: '', mode: 0o010644 },
          { name: 'secret', content: 'x', isEncrypted: true },
          { name: 'lzma', content: 'x', method: 14 },
          { name: 'good', content: 'x', mode: 0 },
        ]),
      ),
    ).toEqual([
      { path: 'link', refusal: 'container/link' },
      { path: 'fifo', refusal: 'container/special-file' },
      { path: 'secret', refusal: 'container/encrypted' },
      { path: 'lzma', refusal: 'container/compression' },
      { path: 'good', text: 'x' },
    ])
    expect(
      await list(
        await tarOf([
          { name: 'link', type: 'symlink', linkname: '../../etc/passwd' },
          { name: 'hard', type: 'link', linkname: 'good' },
          { name: 'pipe', type: 'fifo' },
          { name: 'disk', type: 'character-device' },
          { name: 'good', content: 'x' },
        ]),
      ),
    ).toEqual([
      { path: 'link', refusal: 'container/link' },
      { path: 'hard', refusal: 'container/link' },
      { path: 'pipe', refusal: 'container/special-file' },
      { path: 'disk', refusal: 'container/special-file' },
      { path: 'good', text: 'x' },
    ])
  })
})

describe('hostile containers', () => {
  const zeros = Buffer.alloc(8 * 1024 * 1024)
  const small = { freeBytes: 1024 * 1024 }

  it('end at the ratio of a bomb, with the entry and its offset', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ name: `${index}`, content: zeros }))
    expect((await list(zipOf(many), small)).at(-1)).toEqual({ path: '', refusal: 'container/bomb' })
    // gzip's own limit comes first inside a tar.gz.
    const packed = gzipSync(await tarOf(many))
    expect((await list(packed, small)).at(-1)?.refusal).toMatch(/^(?:gzip|container)\/bomb$/)
  })

  it('end at their limits of entries and bytes', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ name: `${index}`, content: 'x' }))
    for (const bytes of [zipOf(many), await tarOf(many)]) {
      const rows = await list(bytes, { maxEntries: 10 })
      expect([rows.length, rows.at(-1)?.refusal]).toEqual([11, 'container/too-many'])
    }
    const large = [{ name: 'large', content: Buffer.from('0123456789'.repeat(200)) }]
    for (const bytes of [zipOf(large), await tarOf(large)])
      expect((await list(bytes, { maxEntryBytes: 1000 })).at(-1)?.refusal).toBe('container/too-large')
    const both = [...large, { name: 'more', content: large[0]?.content ?? '' }]
    expect((await list(zipOf(both), { maxTotalBytes: 3000 })).map(({ refusal }) => refusal)).toEqual([
      undefined,
      'container/too-large',
    ])
  })

  it('that lie about a size or a checksum are damaged', async () => {
    expect((await list(zipOf([{ name: 'a', content: 'xyz', crc: 7 }]))).at(-1)?.refusal).toBe('container/damaged')
    expect((await list(zipOf([{ name: 'a', content: 'xyz', declaredBytes: 2 }]))).at(-1)?.refusal).toBe(
      'container/damaged',
    )
    const broken = zipOf([{ name: 'a', content: Buffer.from('0123456789'.repeat(500)) }])
    broken.fill(0xff, 40, 60)
    expect((await list(broken)).at(-1)?.refusal).toBe('container/damaged')
  })

  it('that are cut give what came before, wherever that is', async () => {
    const tar = await tarOf(PLAIN)
    for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)])
      for (const share of [0.3, 0.6, 0.9]) {
        const end = Math.floor(bytes.length * share)
        if (containerKindOf(bytes.subarray(0, end)) === null) continue
        const rows = await list(bytes.subarray(0, end))
        expect(rows.at(-1)?.refusal ?? '', `${end} of ${bytes.length}`).toMatch(/^$|\/(?:truncated|damaged)$/)
        for (const row of rows) if (row.text !== undefined) expect(EXPECTED).toContainEqual(row)
      }
    const zip = zipOf(PLAIN)
    expect((await list(zip.subarray(0, zip.length - 30))).at(-1)?.refusal).toBe('container/damaged')
  })

  it('end, typed, for any damage (seeded)', async () => {
    const tar = await tarOf([
      { name: 'a.log', content: 'gc 1\n'.repeat(50) },
      { name: 'b', content: 'x' },
    ])
    const originals = [zipOf(PLAIN.slice(0, 2)), tar, gzipSync(tar), zstdCompressSync(tar)]
    let state = 20_261_121
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    for (let run = 0; run < 600; run++) {
      const bytes = Buffer.from(originals[run % originals.length] ?? tar)
      for (let edit = next(6); edit >= 0; edit--) bytes[next(bytes.length)] = next(256)
      const damaged = next(4) === 0 ? bytes.subarray(0, next(bytes.length)) : bytes
      if (containerKindOf(damaged) !== null) await list(damaged)
    }
  })

  it('made to overlap count every time they are unpacked', async () => {
    // A thousand directory entries over the same few packed bytes: what makes the smallest bombs.
    const body = deflateRawSync(Buffer.alloc(4 * 1024 * 1024))
    const one = zipOf([{ name: 'a', content: Buffer.alloc(4 * 1024 * 1024) }])
    const directoryAt = one.indexOf(Buffer.from('PK\x01\x02', 'latin1'))
    const endAt = one.indexOf(Buffer.from('PK\x05\x06', 'latin1'))
    const entry = one.subarray(directoryAt, endAt)
    const directory = Buffer.concat(Array.from({ length: 1000 }, () => entry))
    const end = Buffer.from(one.subarray(endAt))
    end.writeUInt16LE(1000, 8)
    end.writeUInt16LE(1000, 10)
    end.writeUInt32LE(directory.length, 12)
    const bomb = Buffer.concat([one.subarray(0, directoryAt), directory, end])
    expect(bomb.length).toBeLessThan(body.length + 60_000)
    expect((await list(bomb, { freeBytes: 16 * 1024 * 1024 })).at(-1)?.refusal).toBe('container/bomb')
  })
})
