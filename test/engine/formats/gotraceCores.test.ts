// The two cores, TypeScript and WebAssembly, against each other; and the WebAssembly one against its sources.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WASM_MODULES, wasmSource } from '../../../build/traceCore.ts'
import { FAULT_NAMES } from '../../../electron/engine/formats/gotrace/core/faults.ts'
import { V1_FAULT_NAMES } from '../../../electron/engine/formats/gotrace/v1/v1Faults.ts'
import { TraceKind } from '../../../shared/records/index.ts'
import { Random } from '../../fuzz/mutate.ts'
import { corpusFiles, corpusPath, fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { readTrace } from '../../support/readTrace.ts'
import { syntheticTrace } from '../../support/syntheticTrace.ts'
import { traceOf } from '../../support/traceText.ts'
import { playedV1 } from './playedV1.ts'

const assembly = resolve(import.meta.dirname, '../../../electron/engine/formats/gotrace/assembly')

/** Constants of an AssemblyScript file: name and number, in order. */
const constantsOf = (file: string): [string, number][] =>
  Array.from(
    readFileSync(resolve(assembly, file), 'utf8').matchAll(/^export const ([A-Z][A-Z0-9_]*): u32 = (\d+)$/gm),
  ).map(([, name = '', value]) => [name, Number(value)])

/** Larger files of the corpus have nothing that the others have not. */
const LARGEST = 500_000

const snake = (name: string): string => name.replace(/([A-Z])/g, '_$1').toUpperCase()

describe('the WebAssembly core', () => {
  it.each(WASM_MODULES)('in $file is what its sources give', async (module) => {
    expect(readFileSync(module.file, 'utf8')).toBe(await wasmSource(module))
  })

  it.each([
    ['faults.ts', FAULT_NAMES],
    ['v1faults.ts', V1_FAULT_NAMES],
  ])('numbers the faults of %s as the sentences are', (file, names) => {
    // WAIT, TAKEN, BROKEN follow them.
    expect(constantsOf(file).slice(0, names.length)).toEqual(names.map((name, index) => [snake(name), index + 1]))
  })

  it('numbers the kinds of events as the records do', () => {
    expect(constantsOf('kinds.ts').map(([, value]) => value)).toEqual(Object.values(TraceKind))
  })
})

describe('both cores', () => {
  it.each([
    ...fixtureFiles('gotrace', '.trace').map((name) => fixturePath('gotrace', name)),
    ...corpusFiles('exectrace')
      .map(corpusPath)
      .filter((path) => statSync(path).size < LARGEST),
  ])('give the same of %s', (path) => {
    const bytes = readFileSync(path)
    const reference = readTrace(bytes, { core: 'typescript' })
    expect(readTrace(bytes, { core: 'wasm' })).toEqual(reference)
  })

  it.each([
    { version: 22, threads: 3, goroutines: 50 },
    { version: 25, threads: 40, goroutines: 300 },
    // More threads than are sorted in one pass, most of which wait for each other.
    { version: 26, threads: 300, goroutines: 2000 },
  ])('give the same of a played trace: %j', (options) => {
    const bytes = Buffer.concat(
      Array.from(syntheticTrace({ ...options, generations: 3, generationBytes: 60_000 }), (piece) => piece.slice()),
    )
    const reference = readTrace(bytes, { core: 'typescript' })
    expect(reference).toMatchObject({ failure: null, faults: [] })
    expect(reference.events).toBeGreaterThan(20_000)
    expect(readTrace(bytes, { core: 'wasm' })).toEqual(reference)
  })

  it('give the same of v1 traces whose goroutines end, and are named again', () => {
    const random = new Random(11)
    const endings = { read: 0, refused: 0 }
    for (let run = 0; run < 120; run++) {
      const text = playedV1(random, {
        events: 20 + random.below(400),
        procs: 1 + random.below(4),
        goroutines: 4 + random.below(40),
        wrong: run % 2 === 0 ? 0 : 20 + random.below(200),
      })
      const bytes = traceOf(text)
      const reference = readTrace(bytes, { core: 'typescript' })
      expect(readTrace(bytes, { core: 'wasm' }), text).toEqual(reference)
      endings[reference.failure === null ? 'read' : 'refused']++
    }
    expect(endings.read).toBeGreaterThan(40)
    expect(endings.refused).toBeGreaterThan(20)
  })

  it('give the same of a v1 trace with more goroutines and tasks than a page of ids holds', () => {
    const lines = ['go 1.19', 'Batch 0 100', 'ProcStart 1 5']
    // Ids in a row, and in between such as lie far apart.
    const idOf = (index: number): number => (index % 1000 < 500 ? index : 2 ** 33 + 37 * index)
    // Each creates the next one and ends: two live at a time.
    lines.push(`GoCreate 1 ${idOf(1)} 0 0`, `GoStart 1 ${idOf(1)} 1`, 'Gomaxprocs 1 1 0')
    for (let index = 2; index <= 20_000; index++) {
      lines.push(`UserTaskCreate 1 ${idOf(index)} ${idOf(index - 1)} 1 0`)
      if (index > 9) lines.push(`UserTaskEnd 1 ${idOf(index - 7)} 0`)
      lines.push(`GoCreate 1 ${idOf(index)} 0 0`, 'GoEnd 1', `GoStart 1 ${idOf(index)} 1`)
    }
    lines.push('String 1 "request"')
    const bytes = traceOf([...lines, 'Frequency 1000000000'].join('\n'))
    const reference = readTrace(bytes, { core: 'typescript' })
    expect(reference).toMatchObject({ failure: null, faults: [] })
    expect(readTrace(bytes, { core: 'wasm' })).toEqual(reference)
  })
})
