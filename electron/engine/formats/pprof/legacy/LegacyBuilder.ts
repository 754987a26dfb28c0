// Columns of a profile out of samples that name addresses, as the legacy forms do. Addresses in stacks are return addresses:
// they point behind the call and are moved one byte back, as pprof does, so that they land in it.
import { NO_FUNCTION, NO_MAPPING, NO_STRING } from '../../../../../shared/records/index.ts'
import type { ProfileColumns, ProfileType, SampleType } from '../../../../../shared/records/index.ts'
import { FormatError } from '../../FormatError.ts'
import { Float64List, Uint32List } from '../../grow.ts'

const MAX_SAMPLES = 2_000_000
const MAX_LOCATIONS = 1_000_000
/** As Go's own reader gives to the whole of the address space where a profile lists no mappings. */
const ALL_ADDRESSES = 0xffff_ffff_ffff_ffffn

export interface LegacyLine {
  functionName: string
  file: string
  line: number
}

export interface LegacyMapping {
  start: bigint
  limit: bigint
  offset: bigint
  file: string
}

export interface LegacyForm {
  type: ProfileType
  sampleTypes: SampleType[]
  periodType: SampleType | null
  period: number
  durationNanos: number
}

interface Location {
  address: bigint
  mapping: number
  lines: LegacyLine[]
}

export class LegacyBuilder {
  samples = 0
  mappings: LegacyMapping[] = []
  /** Addresses are mere numbers of names (Java): they lie in no mapping. */
  isNamed = false
  /** A return address is 0, as in threadcreate profiles; pprof moves it back like any, so it lies in the mapping of everything. */
  private returnsToZero = false
  private readonly strings = new Map<string, number>([['', 0]])
  private readonly byAddress = new Map<bigint, number>()
  private readonly locations: Location[] = []
  private readonly stacks = new Map<string, number>()
  private readonly stackStart = new Uint32List()
  private readonly stackLocation = new Uint32List()
  private readonly sampleStack = new Uint32List()
  private readonly sampleLabelSet = new Uint32List()
  private readonly labelSets = new Map<number, number>()
  private readonly labelNumber = new Float64List()
  private values: Float64List[] = []

  constructor() {
    this.stackStart.push(0)
  }

  /** Locations of addresses, leaf first. `isExact`: they are no return addresses. */
  stack(addresses: readonly bigint[], isExact = false): number[] {
    this.returnsToZero ||= !isExact && addresses.includes(0n)
    return addresses.map((address) => this.location(!isExact && address > 0n ? address - 1n : address))
  }

  /** Names what lies at a location, innermost first. The first time counts. */
  name(location: number, lines: LegacyLine[]): void {
    const known = this.locations[location]
    if (known && known.lines.length === 0) known.lines = lines
  }

  find(address: bigint): number | undefined {
    return this.byAddress.get(address)
  }

  /** `averageSize` becomes the label `bytes`, as heap profiles have it. */
  add(stack: readonly number[], values: readonly number[], averageSize: number | null = null): void {
    if (this.samples >= MAX_SAMPLES)
      throw new FormatError(
        'profile/too-large',
        `The profile has more than ${MAX_SAMPLES} samples, which is the limit.`,
      )
    if (this.values.length === 0) this.values = values.map(() => new Float64List())
    this.samples++
    this.sampleStack.push(this.internStack(stack))
    this.sampleLabelSet.push(averageSize === null ? 0 : this.labelSet(averageSize))
    values.forEach((value, index) => this.values[index]?.push(value))
  }

  /** Adds to the first value of the last sample. */
  repeatLast(): void {
    const [column] = this.values
    if (column && column.length > 0) column.items[column.length - 1] = (column.items[column.length - 1] as number) + 1
  }

  build(form: LegacyForm): ProfileColumns {
    this.placeLocations()
    const functions = new Map<string, number>()
    const functionName = new Uint32List()
    const functionFile = new Uint32List()
    const functionOf = ({ functionName: name, file }: LegacyLine): number => {
      if (name === '') return NO_FUNCTION
      const key = `${name}\u0000${file}`
      let index = functions.get(key)
      if (index === undefined) {
        index = functions.size
        functions.set(key, index)
        functionName.push(this.intern(name))
        functionFile.push(this.intern(file))
      }
      return index
    }
    const lineStart = new Uint32Array(this.locations.length + 1)
    const lineFunction = new Uint32List()
    const lineNumber = new Float64List()
    this.locations.forEach(({ lines }, index) => {
      for (const line of lines) {
        lineFunction.push(functionOf(line))
        lineNumber.push(line.line)
      }
      lineStart[index + 1] = lineFunction.length
    })
    const { mappings } = this
    const hasNames = functions.size > 0 ? 7 : 0
    const bytesKey = this.labelSets.size > 0 ? this.intern('bytes') : 0
    const sets = this.labelSets.size
    const mappingFile = Uint32Array.from(mappings, ({ file }) => this.intern(file))
    return {
      ...form,
      defaultSampleType: form.sampleTypes.length - 1,
      hasDefaultSampleType: false,
      timeNanos: 0n,
      comments: [],
      docUrl: '',
      dropFrames: '',
      keepFrames: '',
      functionName: functionName.trimmed(),
      functionSystemName: functionName.trimmed(),
      functionFile: functionFile.trimmed(),
      functionStartLine: new Float64Array(functions.size),
      mappingStart: BigUint64Array.from(mappings, ({ start }) => start),
      mappingLimit: BigUint64Array.from(mappings, ({ limit }) => limit),
      mappingOffset: BigUint64Array.from(mappings, ({ offset }) => offset),
      mappingFile,
      mappingBuildId: new Uint32Array(mappings.length),
      mappingFlags: new Uint8Array(mappings.length).fill(hasNames),
      locationAddress: BigUint64Array.from(this.locations, ({ address }) => address),
      locationMapping: Uint32Array.from(this.locations, ({ mapping }) => mapping),
      locationIsFolded: new Uint8Array(this.locations.length),
      locationLineStart: lineStart,
      lineFunction: lineFunction.trimmed(),
      lineNumber: lineNumber.trimmed(),
      stackStart: this.stackStart.trimmed(),
      stackLocation: this.stackLocation.trimmed(),
      sampleCount: this.samples,
      sampleStack: this.sampleStack.trimmed(),
      sampleLabelSet: this.sampleLabelSet.trimmed(),
      values: form.sampleTypes.map((_, index) => this.values[index]?.trimmed() ?? new Float64Array(0)),
      labelSetStart: Uint32Array.from({ length: sets + 2 }, (_, index) => Math.max(0, index - 1)),
      labelKey: new Uint32Array(sets).fill(bytesKey),
      labelString: new Uint32Array(sets).fill(NO_STRING),
      labelNumber: this.labelNumber.trimmed(),
      labelUnit: new Uint32Array(sets),
      strings: [...this.strings.keys()],
    }
  }

  private intern(text: string): number {
    let index = this.strings.get(text)
    if (index === undefined) {
      index = this.strings.size
      this.strings.set(text, index)
    }
    return index
  }

  private location(address: bigint): number {
    let index = this.byAddress.get(address)
    if (index === undefined) {
      index = this.locations.length
      if (index >= MAX_LOCATIONS)
        throw new FormatError(
          'profile/too-large',
          `The profile has more than ${MAX_LOCATIONS} locations, which is the limit.`,
        )
      this.byAddress.set(address, index)
      this.locations.push({ address, mapping: NO_MAPPING, lines: [] })
    }
    return index
  }

  private internStack(stack: readonly number[]): number {
    const key = stack.join()
    let index = this.stacks.get(key)
    if (index === undefined) {
      index = this.stacks.size
      this.stacks.set(key, index)
      for (const location of stack) this.stackLocation.push(location)
      this.stackStart.push(this.stackLocation.length)
    }
    return index
  }

  private labelSet(size: number): number {
    let set = this.labelSets.get(size)
    if (set === undefined) {
      set = this.labelSets.size + 1
      this.labelSets.set(size, set)
      this.labelNumber.push(size)
    }
    return set
  }

  /** Puts every location into its mapping; one that lies in none into a mapping of everything. */
  private placeLocations(): void {
    this.mappings = merged(this.mappings)
    let rest = -1
    for (const location of this.locations) {
      const { address } = location
      if ((address === 0n && !this.returnsToZero) || (this.isNamed && location.lines.length > 0)) continue
      let index = this.mappings.findIndex(({ start, limit }) => start <= address && address < limit)
      if (index < 0) {
        index = this.mappings.findIndex(
          ({ start, offset }) => offset !== 0n && start - offset <= address && address < start,
        )
        const mapping = this.mappings[index]
        if (mapping) {
          mapping.start -= mapping.offset
          mapping.offset = 0n
        }
      }
      if (index < 0) {
        if (rest < 0) {
          rest = this.mappings.length
          this.mappings.push({ start: 0n, limit: ALL_ADDRESSES, offset: 0n, file: '' })
        }
        index = rest
      }
      location.mapping = index
    }
  }
}

/** Neighbours of one file are one mapping; the program's own comes first, where it can be told. */
function merged(mappings: readonly LegacyMapping[]): LegacyMapping[] {
  const result: LegacyMapping[] = []
  for (const mapping of mappings) {
    const last = result.at(-1)
    if (last && areAdjacent(last, mapping)) {
      last.limit = mapping.limit
      if (mapping.file !== '') last.file = mapping.file
    } else result.push({ ...mapping })
  }
  const main = result.findIndex(
    ({ file }) => file !== '' && !file.startsWith('[') && !/([.]so$|[.]so[._][0-9]+)/.test(file),
  )
  const [first, own] = [result[0], result[main]]
  if (main > 0 && first && own) {
    result[0] = own
    result[main] = first
  }
  return result
}

function areAdjacent(a: LegacyMapping, b: LegacyMapping): boolean {
  if (a.file !== '' && b.file !== '' && a.file !== b.file) return false
  if (a.limit !== b.start) return false
  return a.offset === 0n || b.offset === 0n || a.offset + (a.limit - a.start) === b.offset
}
