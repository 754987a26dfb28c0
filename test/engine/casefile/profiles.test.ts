import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packColumn, unpackColumn } from '../../../electron/engine/casefile/columnCodec.ts'
import type { ColumnArray } from '../../../electron/engine/casefile/columnCodec.ts'
import type { ProfileColumns } from '../../../shared/records/index.ts'
import { foreignConnection, newCase, refusal, reopened } from './support.ts'
import { importProfile, sampleProfile } from './sampleSources.ts'

describe('a stored profile', () => {
  it('comes back exactly, with every field that a profile can have', () => {
    const caseFile = newCase()
    const plain = sampleProfile(1)
    const columns: ProfileColumns = {
      ...plain,
      type: 'custom',
      hasDefaultSampleType: true,
      defaultSampleType: 0,
      periodType: null,
      period: 524288,
      timeNanos: 1_790_000_000_123_456_789n,
      durationNanos: 30_000_000_001,
      comments: ['a', '中文 𝄞'],
      docUrl: 'https://example.invalid',
      dropFrames: 'runtime\\..*',
      keepFrames: 'x',
      // A string table may hold a text twice, and one that nothing uses.
      strings: [...plain.strings, 'main.main', 'unused', ' \u0000 '],
      mappingStart: BigUint64Array.of(0x400000n, 2n ** 63n),
      mappingLimit: BigUint64Array.of(0x500000n, 2n ** 64n - 1n),
      mappingOffset: BigUint64Array.of(0n, 1n),
      mappingFile: Uint32Array.of(1, 2),
      mappingBuildId: Uint32Array.of(2, 0),
      mappingFlags: Uint8Array.of(15, 0),
    }
    const writer = caseFile.imports.begin({ kind: 'profile', name: 'p', path: 'p' })
    writer.addRaw(Buffer.from('p'))
    writer.addProfile(columns)
    const id = writer.commit({ counts: {}, variant: 'custom', lives: [], placement: null, reader: 'pprof/1' })
    caseFile.close()
    const again = reopened(caseFile.path)
    expect(again.profiles.columns(id)).toEqual(columns)
    expect(again.profiles.list()).toEqual([again.profiles.get(id)])
    expect(again.profiles.get(id)).toEqual({
      sourceId: id,
      type: 'custom',
      sampleTypes: columns.sampleTypes,
      defaultSampleType: 0,
      totals: columns.values.map((values) => values.reduce((sum, value) => sum + value, 0)),
      samples: 20,
      locations: columns.locationAddress.length,
      functions: columns.functionName.length,
      mappings: 2,
      labelKeys: ['tenant'],
      comments: columns.comments,
      periodType: null,
      period: 524288,
      timeMs: 1_790_000_000_123.456,
      durationNs: 30_000_000_001,
      binary: columns.strings[1],
      buildId: columns.strings[2],
    })
  })

  it('shares strings and functions with other profiles of the case', () => {
    const caseFile = newCase()
    importProfile(caseFile, 'a', 1)
    const size = (): unknown =>
      foreignConnection(caseFile.path, (db) =>
        db
          .prepare('SELECT (SELECT count(*) FROM strings) AS strings, (SELECT count(*) FROM functions) AS functions')
          .get(),
      )
    const before = size()
    const writer = caseFile.imports.begin({ kind: 'profile', name: 'b', path: 'b' })
    writer.addRaw(Buffer.from('other bytes'))
    writer.addProfile(sampleProfile(1))
    writer.commit({ counts: {}, variant: null, lives: [], placement: null, reader: 'pprof/1' })
    expect(size()).toEqual(before)
    foreignConnection(caseFile.path, (db) => {
      const names = db.prepare<[], string>('SELECT name FROM function_list').pluck().all()
      expect(names).toContain('main.main')
      const types = db.prepare('SELECT sample_type, unit FROM profile_list WHERE source = ?').all('b')
      expect(types).toHaveLength(4)
    })
  })

  it('whose column was changed is refused', () => {
    const caseFile = newCase()
    const id = importProfile(caseFile, 'a', 1)
    caseFile.close()
    foreignConnection(caseFile.path, (db) => {
      const name = 'profile_columns_are_never_updated'
      const trigger =
        db.prepare<[string], string>('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name) ?? ''
      db.exec(
        `DROP TRIGGER ${name}; UPDATE profile_columns SET content = x'00' WHERE name = 'stackLocation'; ${trigger}`,
      )
    })
    const again = reopened(caseFile.path)
    expect(refusal(() => again.profiles.columns(id))).toMatchObject({
      code: 'casefile/damaged-source',
      message: expect.stringContaining('stackLocation') as string,
    })
  })

  it('does not exist for a log', () => {
    const caseFile = newCase()
    expect(refusal(() => caseFile.profiles.columns(9 as never)).code).toBe('casefile/no-such-source')
    expect(caseFile.profiles.get(9 as never)).toBeNull()
  })
})

describe('a packed column', () => {
  const same = (array: ColumnArray): void => {
    const packed = packColumn(array)
    expect(unpackColumn(packed)).toEqual(array)
  }
  it('is unpacked as it was, whatever is in it', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), same))
    fc.assert(fc.property(fc.uint32Array({ maxLength: 300 }), same))
    fc.assert(fc.property(fc.float64Array({ maxLength: 300 }), same))
    fc.assert(fc.property(fc.bigUint64Array({ maxLength: 300 }), same))
    same(new Uint32Array(10_000).fill(7))
  })

  it('that was cut or changed is not unpacked', () => {
    const packed = packColumn(Uint32Array.from({ length: 1000 }, (_value, index) => index))
    expect(packed.codec).toBe('shuffle-zstd')
    for (let cut = 0; cut < packed.content.length; cut += 7)
      expect(unpackColumn({ ...packed, content: packed.content.subarray(0, cut) })).toBeNull()
    expect(unpackColumn({ ...packed, length: 999 })).toBeNull()
    expect(unpackColumn({ ...packed, element: 'f64' })).toBeNull()
  })
})
