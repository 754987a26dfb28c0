import type { ProfileColumns } from '../../../shared/records/index.ts'
import { MIB } from '../../../shared/units/units.ts'

/** A heap profile of two call paths; `held` bytes by the first one. */
export function builtProfile(leafFunction: string, held: number): ProfileColumns {
  const strings = [
    '',
    leafFunction,
    'checkout/internal/shop.(*Shop).handle',
    'runtime.mallocgc',
    'store.go',
    'shop.go',
    'malloc.go',
    'bytes.growSlice',
    'buffer.go',
  ]
  const functions: [number, number][] = [
    [1, 4],
    [2, 5],
    [3, 6],
    [7, 8],
  ]
  const stacks = [
    [2, 0, 1],
    [2, 3, 1],
  ]
  return {
    type: 'heap',
    sampleTypes: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'].map(
      (name) => {
        const [type = '', unit = ''] = name.split('/')
        return { type, unit }
      },
    ),
    defaultSampleType: 3,
    hasDefaultSampleType: true,
    periodType: { type: 'space', unit: 'bytes' },
    period: 524_288,
    timeNanos: 0n,
    durationNanos: 0,
    comments: [],
    docUrl: '',
    dropFrames: '',
    keepFrames: '',
    strings,
    functionName: Uint32Array.from(functions, ([name]) => name),
    functionSystemName: Uint32Array.from(functions, ([name]) => name),
    functionFile: Uint32Array.from(functions, ([, file]) => file),
    functionStartLine: new Float64Array(functions.length),
    mappingStart: new BigUint64Array(0),
    mappingLimit: new BigUint64Array(0),
    mappingOffset: new BigUint64Array(0),
    mappingFile: new Uint32Array(0),
    mappingBuildId: new Uint32Array(0),
    mappingFlags: new Uint8Array(0),
    locationAddress: BigUint64Array.from(functions, (_, index) => BigInt(index + 1)),
    locationMapping: Uint32Array.from(functions, () => 0xffff_ffff),
    locationIsFolded: new Uint8Array(functions.length),
    locationLineStart: Uint32Array.from({ length: functions.length + 1 }, (_, index) => index),
    lineFunction: Uint32Array.from(functions, (_, index) => index),
    lineNumber: Float64Array.from(functions, (_, index) => 10 + index),
    stackStart: Uint32Array.from([0, 3, 6]),
    stackLocation: Uint32Array.from(stacks.flat()),
    sampleCount: 2,
    sampleStack: Uint32Array.from([0, 1]),
    sampleLabelSet: new Uint32Array(2),
    values: [
      [10, 400],
      [held * 1.5, 900 * MIB],
      [10, 4],
      [held, 6 * MIB],
    ].map((column) => Float64Array.from(column)),
    labelSetStart: Uint32Array.from([0, 0]),
    labelKey: new Uint32Array(0),
    labelString: new Uint32Array(0),
    labelNumber: new Float64Array(0),
    labelUnit: new Uint32Array(0),
  }
}
