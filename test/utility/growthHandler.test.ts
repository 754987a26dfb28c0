import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { CaseContext } from '../../electron/utility/CaseContext.ts'
import { createHandlers } from '../../electron/utility/handlers/index.ts'
import { addProfile } from '../support/builtCase.ts'
import { writtenProfile } from '../support/profileBuilder.ts'

const START_MS = Date.UTC(2026, 10, 21, 3, 40)
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-growth-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('growth leaves out profiles of another program that their summaries cannot tell apart', async () => {
  const caseFile = CaseFile.create(join(folder, 'two.heapcase'))
  try {
    const add = (minute: number, leaf: string, bytes: number): void => {
      const columns = writtenProfile([{ stack: [leaf, 'main.main'], values: [1, bytes, 1, bytes] }], {
        timeMs: START_MS + minute * 60_000,
      })
      addProfile(caseFile, `heap-${minute}.pb.gz`, columns)
    }
    // The other program first: totals, samples and binary go on as if they were of one process.
    add(0, 'other.cache', 500)
    for (const minute of [1, 2, 3]) add(minute, 'shop.basket', minute * 1000)
    const handlers = createHandlers(new CaseContext(caseFile, () => undefined))
    const entries = await handlers['profiles.list']({})
    expect(new Set(entries.map(({ seriesId }) => seriesId)).size).toBe(1)
    const growth = await handlers['profiles.growth']({
      seriesId: entries[0]?.seriesId ?? '',
      sampleType: 'inuse_space/bytes',
      limit: 10,
    })
    expect(growth.profiles.map(({ name }) => name)).toEqual(['heap-1.pb.gz', 'heap-2.pb.gz', 'heap-3.pb.gz'])
    expect(growth.totals).toEqual([1000, 2000, 3000])
    expect(growth.rows.map(({ functionName }) => functionName)).toEqual(['main.main', 'shop.basket'])
  } finally {
    caseFile.close()
  }
})
