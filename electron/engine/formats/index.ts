// The formats, in the order they are tried. A new one is a folder with its reader, one line in createReader.ts and one in
// recognise.ts.

export { createReader, READER_NAMES } from './createReader.ts'
export { CONTAINER_HEAD_BYTES, containerKindOf, openContainer, openNested } from './containers/container.ts'
export type { ContainerKind } from './containers/container.ts'
export { unpacked } from './containers/tar.ts'
export type { Container, ContainerEntry } from './containers/entry.ts'
export { decodeText } from './decodeText.ts'
export { FormatError } from './FormatError.ts'
export { createUnpacker, PACKED_HEAD_BYTES, packingOf, plainHead } from './packed.ts'
export type { Packing, Unpacker } from './packed.ts'
export { isTextual, recognise, recogniseFile, recogniseInTurns } from './recognise.ts'
export { inUtf8, Utf16Decoder, UTF16_SNIFF_BYTES, utf16Of, withoutMark } from './utf16.ts'
export type { Utf16Form } from './utf16.ts'
export { inspectFile } from './inspectFile.ts'
export type { Inspection } from './inspectFile.ts'
export { MTRACE_REFUSAL } from './likeness.ts'
export { isRefusal } from './reader.ts'
export { WITHOUT_RECORDS } from './withoutRecords.ts'
export type {
  LifeRecord,
  ReaderHints,
  ReaderOutput,
  ReadSummary,
  Recognition,
  Refusal,
  Sample,
  SourceReader,
} from './reader.ts'
