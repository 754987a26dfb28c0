import { unitFamily, type UnitFamily } from '../units/unitScale.ts'

/** Something a table can be asked about. Names are typed, so they are short, lower case and the same in every language. */
export interface FilterField {
  name: string
  /** `text` is searched in, `choice` is one of a few words, `quantity` a figure compared in its unit. */
  kind: 'text' | 'choice' | 'quantity'
  /** Of a quantity, as shared/units/unitScale.ts knows it; default: a count. */
  unit?: string
  choices?: readonly string[]
  /** Words without a field search here. */
  isSearched?: boolean
}

export const familyOf = (field: FilterField): UnitFamily => unitFamily(field.unit ?? 'count')

/** The field of a name, whatever its case. */
export const fieldNamed = (fields: readonly FilterField[], name: string): FilterField | undefined =>
  fields.find((field) => field.name.toLowerCase() === name.toLowerCase())
