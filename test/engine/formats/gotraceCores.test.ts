// The two cores, TypeScript and WebAssembly, against each other; and the WebAssembly one against its sources.
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WASM_MODULES, wasmSource } from '../../../build/traceCore.ts'
import { FAULT_NAMES } from '../../../electron/engine/formats/gotrace/core/faults.ts'
import { V1_FAULT_NAMES } from '../../../electron/engine/formats/gotrace/v1/v1Faults.ts'
import { TraceKind } from '../../../shared/records/index.ts'
import { corpusFiles, corpusPath, fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { readTrace } from '../../support/readTrace.ts'
import { syntheticTrace } from '../../support/syntheticTrace.ts'

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
})
