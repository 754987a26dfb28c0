import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { walkPaths } from '../../../electron/engine/jobs/walk.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-walk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, text = path): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const paths = (from: string[]): string[] => walkPaths(from.map((path) => join(folder, path))).map(({ path }) => path)
// Windows makes links only for administrators, and has no pipes in folders.
const isPosix = process.platform !== 'win32'
const refusals = (from: string[]): (string | undefined)[][] =>
  walkPaths(from.map((path) => join(folder, path))).map(({ path, refusal }) => [path, refusal?.code])

describe('walkPaths', () => {
  it('lists files of a folder in the order of their names, with the folder in the path', () => {
    for (const path of ['data/b/2.log', 'data/b/10.log', 'data/a.log', 'data/Z.log']) put(path)
    expect(paths(['data'])).toEqual(['data/Z.log', 'data/a.log', 'data/b/10.log', 'data/b/2.log'])
  })

  it('tells files of equal names apart by the folders below what all have in common', () => {
    put('data/baseline/heap.pb.gz')
    put('data/incident/heap.pb.gz')
    expect(paths(['data/baseline', 'data/incident'])).toEqual(['baseline/heap.pb.gz', 'incident/heap.pb.gz'])
    expect(paths(['data/incident/heap.pb.gz', 'data/baseline/heap.pb.gz'])).toEqual([
      'incident/heap.pb.gz',
      'baseline/heap.pb.gz',
    ])
  })

  it.runIf(isPosix)('ends where links of folders lead back, and takes a linked file once', () => {
    put('data/a.log')
    symlinkSync(join(folder, 'data'), join(folder, 'data/again'))
    symlinkSync(join(folder, 'data/a.log'), join(folder, 'data/copy.log'))
    symlinkSync('self', join(folder, 'data/self'))
    expect(refusals(['data'])).toEqual([
      ['data/a.log', undefined],
      ['data/self', 'import/unreadable'],
    ])
  })

  it.runIf(isPosix)('follows a link to a folder elsewhere', () => {
    put('elsewhere/a.log')
    mkdirSync(join(folder, 'data'))
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'data/link'))
    expect(paths(['data'])).toEqual(['data/link/a.log'])
  })

  it.runIf(isPosix)('says why it leaves something out', () => {
    put('data/.git/config')
    put('data/.hidden.log')
    execFileSync('mkfifo', [join(folder, 'data/pipe')])
    expect(refusals(['data', 'missing'])).toEqual([
      ['data/.git', 'import/hidden-folder'],
      ['data/.hidden.log', undefined],
      ['data/pipe', 'import/special-file'],
      ['missing', 'import/not-found'],
    ])
  })

  it.runIf(isPosix && process.getuid?.() !== 0)('reports a folder it may not read', () => {
    mkdirSync(join(folder, 'data/closed'), { recursive: true })
    chmodSync(join(folder, 'data/closed'), 0)
    expect(refusals(['data'])).toEqual([['data/closed', 'import/unreadable']])
  })

  it('stops at the limits', () => {
    put('data/1/2/3.log')
    put('data/a.log')
    expect(
      walkPaths([join(folder, 'data')], { maxFiles: 10, maxDepth: 1 }).map(({ refusal }) => refusal?.code),
    ).toEqual(['import/too-deep', undefined])
    expect(() => walkPaths([join(folder, 'data')], { maxFiles: 1, maxDepth: 9 })).toThrow(
      expect.objectContaining({ code: 'import/too-many-files' }) as Error,
    )
  })
})
