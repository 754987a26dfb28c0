// What people drop in by mistake, through the command line: an answer with file and place, little memory, no half case.
// Sizes of the issue (1 GB) with HEAPCASE_LARGE=1; without it a tenth of that.
import { randomFillSync } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { steadyLine } from '../support/builtCase.ts'
import { CAPTURES, jsonOf, runCli } from './cli.ts'

const MIB = 1024 * 1024
const LARGE_MIB = process.env.HEAPCASE_LARGE ? 1024 : 96
const MAX_MIB = 512

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-bad-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
})

/** Real bytes, no holes: what a file system would hand out cheaply is no test. */
function putLarge(name: string, block: () => Uint8Array | string): void {
  const file = openSync(join(folder, name), 'w')
  for (let written = 0; written < LARGE_MIB * MIB;) {
    const bytes = block()
    written += typeof bytes === 'string' ? writeSync(file, bytes) : writeSync(file, bytes)
  }
  closeSync(file)
}

/** 4 GiB of zeros in 4 MiB: gzip members one after another. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(16 * MIB))
  return Buffer.concat(Array.from({ length: 256 }, () => member))
}

interface Refused {
  kind: null
  error: { code: string; message: string; detail: Record<string, unknown> }
}

/** Both ways in: what the reader says, and what an import leaves. */
async function refuse(name: string): Promise<Refused['error']> {
  const inspected = await runCli(['inspect', name, '--json'], folder)
  const imported = await runCli(['import', name, '-o', 'bad.heapcase', '--json'], folder)
  expect([inspected.code, imported.code]).toEqual([1, 1])
  expect(Math.max(inspected.peakMib, imported.peakMib)).toBeLessThan(MAX_MIB)
  expect(jsonOf(imported)).toMatchObject({ case: null, files: [{ path: name, error: { detail: { file: name } } }] })
  expect(readdirSync(folder)).toEqual([name])
  return jsonOf<Refused>(inspected).error
}

describe('bad input', () => {
  it('an empty file', async () => {
    writeFileSync(join(folder, 'empty'), '')
    expect(await refuse('empty')).toMatchObject({ code: 'file/empty', detail: { file: 'empty' } })
  })

  it(`${LARGE_MIB} MiB of random bytes`, { timeout: 300_000 }, async () => {
    const block = new Uint8Array(16 * MIB)
    putLarge('random', () => randomFillSync(block))
    expect(await refuse('random')).toMatchObject({ code: 'file/binary', detail: { byte: 0 } })
  })

  it(`${LARGE_MIB} MiB of text without a gc line`, { timeout: 300_000 }, async () => {
    const block = new Uint8Array(12 * MIB)
    putLarge('text', () =>
      Buffer.from(randomFillSync(block))
        .toString('base64')
        .replace(/(.{79})./g, '$1\n'),
    )
    expect(await refuse('text')).toMatchObject({ code: 'text/no-gc-line' })
  })

  it('one line of text without an end', { timeout: 300_000 }, async () => {
    const block = Buffer.alloc(16 * MIB, 'no newline ')
    putLarge('endless', () => block)
    expect(await refuse('endless')).toMatchObject({ code: 'text/no-gc-line' })
  })

  it('a gzip bomb', { timeout: 300_000 }, async () => {
    writeFileSync(join(folder, 'bomb.gz'), bomb())
    await refuse('bomb.gz')
  })

  it('a gzip bomb behind a profile, and behind a log', { timeout: 300_000 }, async () => {
    const heap = readFileSync(join(CAPTURES, 'baseline/heap-20261121T033635Z.pb.gz'))
    writeFileSync(join(folder, 'heap.pb.gz'), Buffer.concat([heap, bomb()]))
    expect(await refuse('heap.pb.gz')).toMatchObject({ code: 'gzip/bomb', detail: { file: 'heap.pb.gz' } })
    rmSync(join(folder, 'heap.pb.gz'))
    writeFileSync(join(folder, 'log.gz'), Buffer.concat([gzipSync(steadyLine(1)), bomb()]))
    expect(await refuse('log.gz')).toMatchObject({ code: 'gzip/bomb', detail: { file: 'log.gz' } })
  })
})
