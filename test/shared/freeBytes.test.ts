import { describe, expect, it } from 'vitest'
import { freeBytes } from '../../shared/lib/freeBytes.ts'

describe('freeBytes', () => {
  it('gives the memory of large bytes back', () => {
    const bytes = new Uint8Array(1 << 20)
    freeBytes(bytes)
    expect([bytes.length, bytes.buffer.byteLength]).toEqual([0, 0])
  })

  it('leaves memory that others may use', () => {
    const pooled = Buffer.from('a few bytes')
    freeBytes(pooled)
    const shared = new Uint8Array(new SharedArrayBuffer(1 << 20))
    freeBytes(shared)
    expect([pooled.toString(), shared.length]).toEqual(['a few bytes', 1 << 20])
  })
})
