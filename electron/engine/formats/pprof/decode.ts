// Decodes one uncompressed profile.proto message (https://github.com/google/pprof/blob/main/proto/profile.proto) into
// columns. All fields of the format are read; unknown ones are skipped; fields may come in any order. Checks are those of the
// reference reader: ids unique and non-zero, references resolvable, one value per sample type, string 0 empty.
// Loses: values beyond ±2^53 are rounded (a column holds doubles), and counted. Line columns (Line.column) are not kept.
import type { ProfileColumns, SampleType } from '../../../../shared/records/index.ts'
import { FormatError } from '../FormatError.ts'
import { Uint32List } from '../grow.ts'
import { LENGTH, ProtoCursor } from '../protobuf.ts'
import { contentionType, typeByNames } from './profileType.ts'
import { readSamples } from './samples.ts'
import { eachMessage, readFunctions, readLocations, readMappings, readValueType } from './tables.ts'

/**
 * Named maxima, checked before anything is allocated for them: ten times what the largest real profiles have, and few enough
 * that a file made of the smallest messages stays below 512 MiB of memory.
 */
export const MAX_STRINGS = 2_000_000
/** By field number. */
const MAX_MESSAGES: Record<number, { most: number; of: string }> = {
  2: { most: 2_000_000, of: 'samples' },
  3: { most: 65_536, of: 'mappings' },
  4: { most: 1_000_000, of: 'locations' },
  5: { most: 1_000_000, of: 'functions' },
}
export const MAX_SAMPLE_TYPES = 64

export interface DecodedProfile {
  columns: ProfileColumns
  /** Values that were rounded. */
  rounded: number
  /** True: contentions without a named stack to tell a block from a mutex profile. */
  isContentionGuessed: boolean
}

const utf8 = new TextDecoder()

function tooLarge(cursor: ProtoCursor, most: number, of: string): never {
  throw new FormatError(
    'profile/too-large',
    `At byte ${cursor.at}: the profile has more than ${most} ${of}, which is the limit.`,
    { byte: cursor.at },
  )
}

export function decodeProfile(bytes: Uint8Array): DecodedProfile {
  const cursor = new ProtoCursor(bytes, 'profile')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const strings: string[] = []
  // Places of messages, start and end one after the other, by field number.
  const places = Array.from({ length: 6 }, () => new Uint32List())
  const periodPlace = new Uint32List(2)
  const comments = new Uint32List()
  let dropFrames = 0
  let keepFrames = 0
  let defaultType = 0
  let docUrl = 0
  let timeNanos = 0n
  let durationNanos = 0
  let period = 0

  const scalar = (what: string): number => {
    cursor.expectVarint(what)
    return cursor.int64(what)
  }
  while (cursor.tag('the profile')) {
    const { field } = cursor
    switch (field) {
      case 1:
      case 2:
      case 3:
      case 4:
      case 5:
      case 11: {
        const end = cursor.lengthEnd(FIELD_NAMES[field] ?? 'a message')
        const list = field === 11 ? periodPlace : (places[field] as Uint32List)
        if (field === 11) list.length = 0
        const limit = MAX_MESSAGES[field]
        if (limit && list.length >= 2 * limit.most) tooLarge(cursor, limit.most, limit.of)
        list.push(cursor.at)
        list.push(end)
        cursor.at = end
        break
      }
      case 6: {
        const end = cursor.lengthEnd('a string of the string table')
        if (strings.length === 0 && end > cursor.at) cursor.bad('string 0 is not empty')
        if (strings.length >= MAX_STRINGS) tooLarge(cursor, MAX_STRINGS, 'strings')
        strings.push(readString(text, bytes, cursor.at, end))
        cursor.at = end
        break
      }
      case 7:
        dropFrames = scalar('drop_frames')
        break
      case 8:
        keepFrames = scalar('keep_frames')
        break
      case 9:
        scalar('time_nanos')
        timeNanos = cursor.lastInt64()
        break
      case 10:
        durationNanos = scalar('duration_nanos')
        break
      case 12:
        period = scalar('period')
        break
      case 13:
        if (cursor.wire === LENGTH) {
          const end = cursor.lengthEnd('comments')
          while (cursor.at < end) comments.push(cursor.varint('comment'))
        } else comments.push(scalar('comment'))
        break
      case 14:
        defaultType = scalar('default_sample_type')
        break
      case 15:
        docUrl = scalar('doc_url')
        break
      default:
        cursor.skipValue('an unknown field')
    }
  }
  if (strings.length === 0) strings.push('')
  const string = (index: number, what: string): string =>
    strings[index] ?? cursor.bad(`${what} is string ${index}, but the table has ${strings.length}`)

  if ((places[1] as Uint32List).length > MAX_SAMPLE_TYPES * 2) cursor.bad(`more than ${MAX_SAMPLE_TYPES} sample types`)
  const sampleTypes: SampleType[] = []
  eachMessage(cursor, places[1] as Uint32List, () => {
    sampleTypes.push(readValueType(cursor, strings, 'sample type'))
  })
  if (sampleTypes.length === 0) cursor.bad('the profile names no sample types', 0)
  let periodType: SampleType | null = null
  eachMessage(cursor, periodPlace, () => {
    periodType = readValueType(cursor, strings, 'period type')
  })
  const defaultName = string(defaultType, 'default_sample_type')

  const functions = readFunctions(cursor, places[5] as Uint32List, strings)
  const mappings = readMappings(cursor, places[3] as Uint32List, strings)
  const locations = readLocations(cursor, places[4] as Uint32List, mappings.ids, functions.ids)
  const samples = readSamples(cursor, places[2] as Uint32List, strings, locations, sampleTypes.length)

  const { ids: _functionIds, ...functionColumns } = functions
  const { ids: _mappingIds, ...mappingColumns } = mappings
  const { ids: _locationIds, ...locationColumns } = locations
  const named = sampleTypes.findIndex(({ type }) => type === defaultName)
  const columns: ProfileColumns = {
    type: typeByNames(sampleTypes, defaultName),
    sampleTypes,
    // Tools take the last type where the profile names none.
    defaultSampleType: named >= 0 ? named : sampleTypes.length - 1,
    hasDefaultSampleType: named >= 0 && defaultName !== '',
    periodType,
    period,
    timeNanos,
    durationNanos,
    comments: Array.from(comments.trimmed(), (index) => string(index, 'comment')),
    docUrl: string(docUrl, 'doc_url'),
    dropFrames: string(dropFrames, 'drop_frames'),
    keepFrames: string(keepFrames, 'keep_frames'),
    strings,
    ...functionColumns,
    ...mappingColumns,
    ...locationColumns,
    ...samples.columns,
  }
  let isContentionGuessed = false
  if (columns.type === 'block') {
    const judged = contentionType(columns)
    columns.type = judged.type
    isContentionGuessed = !judged.isSure
  }
  return { columns, rounded: samples.rounded, isContentionGuessed }
}

const FIELD_NAMES: Record<number, string> = {
  1: 'a sample type',
  2: 'a sample',
  3: 'a mapping',
  4: 'a location',
  5: 'a function',
  11: 'the period type',
}

/** Most strings are ASCII: one pass decides, and decodes without a TextDecoder call. */
function readString(text: Buffer, bytes: Uint8Array, from: number, to: number): string {
  if (from === to) return ''
  for (let at = from; at < to; at++) if ((bytes[at] as number) > 0x7f) return utf8.decode(bytes.subarray(from, to))
  return text.toString('latin1', from, to)
}
