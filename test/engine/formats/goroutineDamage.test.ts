import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MAX_DUMPS } from '../../../electron/engine/formats/goroutine/DumpBuilder.ts'
import { StackTable } from '../../../electron/engine/formats/goroutine/StackTable.ts'
import { TextTable } from '../../../electron/engine/formats/goroutine/TextTable.ts'
import { MAX_LINE_BYTES } from '../../../electron/engine/formats/lines.ts'
import { fixturePath } from '../../support/corpus.ts'
import { readDumps, readSource } from '../../support/readSource.ts'
import { validateDumps } from '../../support/validateRecords.ts'

const goroutine = (id: number): string => `goroutine ${id} [select]:\nmain.work()\n\t/app/main.go:12 +0x1d\n\n`

describe('damaged dumps', () => {
  it('says that a file was cut behind the line of a function', () => {
    const text = 'goroutine 7 [running]:\nmain.a()\n\t/a.go:1 +0x1\nmain.b()\n'
    const { issues } = readDumps(text)
    expect(issues.map(({ code }) => code)).toContain('goroutines/cut')
  })

  it.each(['FAIL\n', '```\n', '$\n', 'Killed', 'ubuntu@host:~$'])('takes %j behind a stack for no cut', (last) => {
    const { issues } = readDumps(`goroutine 7 [running]:\nmain.a()\n\t/a.go:1 +0x1\n${last}`)
    expect(issues).toEqual([])
  })

  it('gives the goroutines before a cut, wherever the file ends', () => {
    const text = goroutine(7) + goroutine(8)
    const second = goroutine(7).length
    for (let end = second; end <= text.length; end++) {
      const result = readDumps(text.slice(0, end))
      validateDumps(result)
      const rows = result.goroutines[0]
      const header = text.indexOf('\n', second)
      expect(rows?.length, `cut at ${end}`).toBe(end >= header ? 2 : 1)
      expect([...(rows?.id.subarray(0, rows.length) ?? [])][0], `cut at ${end}`).toBe(7)
      // Inside the second header, or behind a function whose file is missing.
      const isCut =
        (end > second + 'goroutine '.length && end < header) || (end > header + 1 && end <= text.indexOf('\t', header))
      const codes = result.issues.map(({ code }) => code)
      if (isCut && end > second + 'goroutine '.length) expect(codes.length, `cut at ${end}`).toBeGreaterThan(0)
      if (end === text.length || end === second) expect(codes).toEqual([])
    }
  })

  it('reports a line inside a stack that cannot be one, and keeps the rest', () => {
    const result = readDumps(
      readFileSync(fixturePath('goroutine', 'warehouse-map.txt'), 'utf8').replace(
        'main.main.func2()',
        'main.main.func2)(',
      ),
    )
    validateDumps(result)
    expect(result.issues).toMatchObject([
      { code: 'goroutines/damaged-frame', severity: 'dataLoss', at: { line: 6 }, count: 2 },
    ])
    expect(result.summary.records).toBe(1)
  })

  it('keeps a function without its file, and counts it', () => {
    const result = readDumps(
      'goroutine 1 [running]:\nmain.main()\n\ngoroutine 2 [select]:\nmain.a()\nmain.b()\n\t/x.go:1\n',
    )
    validateDumps(result)
    expect(result.issues).toMatchObject([{ code: 'goroutines/frame-without-file', count: 2 }])
    expect(result.dumps?.stacks.strings).toEqual(expect.arrayContaining(['main.main', 'main.a', 'main.b']))
  })

  it('keeps a frame whose lines foreign text came between', () => {
    const result = readDumps(
      'goroutine 1 [running]:\nmain.main()\nlevel=info msg="accepted (3)"\n\t/app/main.go:7 +0x1\n',
    )
    validateDumps(result)
    expect(result.issues).toEqual([])
    const { stacks } = result.dumps as NonNullable<typeof result.dumps>
    expect(stacks.frameLine[stacks.stackFrame[0] as number]).toBe(7)
  })

  it('keeps names apart that differ in a byte order mark alone, and takes bytes that are no UTF-8', () => {
    const text = ['main.a', '\ufeffmain.a', 'main.a#', 'main.a%'].map((name) => goroutine(7).replace('main.work', name))
    const bytes = Buffer.from(text.join(''))
    for (const mark of ['#', '%']) bytes[bytes.indexOf(mark)] = mark === '#' ? 0x80 : 0x81
    const result = readSource('goroutines', bytes)
    validateDumps(result)
    const { stacks } = result.dumps as NonNullable<typeof result.dumps>
    const names = Array.from(stacks.frameFunction, (name) => stacks.strings[name])
    expect(names).toEqual(['main.a', '\ufeffmain.a', 'main.a\ufffd', 'main.a\ufffd'])
  })

  it('bounds the number of dumps', () => {
    const result = readDumps('goroutine 7 [running]:\nmain.f()\n\t/x.go:1\n'.repeat(MAX_DUMPS + 5))
    validateDumps(result)
    expect(result.dumps?.dumps).toHaveLength(MAX_DUMPS)
    expect(result.issues).toMatchObject([{ code: 'goroutines/too-many-dumps', severity: 'dataLoss', count: 5 }])
  })

  it('cuts a line beyond the limit and goes on', () => {
    const result = readDumps(`${goroutine(7)}${'x'.repeat(MAX_LINE_BYTES + 10)}\n${goroutine(8)}`)
    validateDumps(result)
    expect(result.issues).toMatchObject([{ code: 'log/long-line', count: 1 }])
    expect(result.dumps?.dumps).toMatchObject([{ goroutines: 2 }])
  })

  it('cuts endless messages, details and registers', () => {
    const text =
      'runtime: more\n'.repeat(500) +
      `panic: ${'x\n'.repeat(900)}\n\n${goroutine(7)}${Array.from({ length: 300 }, (_, i) => `r${i}     0x1\n`).join('')}`
    const result = readDumps(text)
    validateDumps(result)
    const crash = result.dumps?.dumps[0]?.crash
    expect(crash?.panics[0]?.message.split('\n').length).toBeLessThanOrEqual(200)
    expect(crash?.details.length).toBeLessThanOrEqual(40)
    expect(Object.keys(crash?.registers ?? {}).length).toBeLessThanOrEqual(128)
  })

  it('keeps goroutines whose stacks have no room, without them', () => {
    const texts = new TextTable()
    const encoder = new TextEncoder()
    const numbers = Array.from({ length: 3000 }, (_, index) => {
      const bytes = encoder.encode(`x${index}`)
      return texts.idOf(bytes, 0, bytes.length)
    })
    expect(new Set(numbers).size).toBe(3000)
    expect(texts.textOf(numbers[2999] as number)).toBe('x2999')
    const stacks = new StackTable()
    const frames = numbers.map((number) => stacks.frameOf(number, 0, 1, 0))
    const ids = frames.map((frame) => stacks.stackOf(Uint32Array.of(frame, 0), 2))
    expect(new Set(ids).size).toBe(3000)
    expect(frames.map((frame) => stacks.stackOf(Uint32Array.of(frame, 0, 9), 2))).toEqual(ids)
  })
})
