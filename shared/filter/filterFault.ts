// A filter that cannot be read, as an error: for the command line and for whoever has the rows. The window says it in its own language.
import { CodedError } from '../lib/result.ts'
import type { FilterError, FilterErrorCode } from './parseFilter.ts'

const WHAT: Readonly<Record<FilterErrorCode, string>> = {
  unknownField: 'there is no such field',
  unknownChoice: 'this is none of its values',
  valueMissing: 'a value is missing',
  notAQuantity: 'this is not a figure',
  unitMissing: 'a unit is missing',
  unknownUnit: 'the unit does not fit',
  emptyRange: 'the range ends before it begins',
  notComparable: 'it cannot be compared this way',
  quoteOpen: 'the closing quote is missing',
  parenthesisOpen: 'the closing parenthesis is missing',
  parenthesisStray: 'this parenthesis closes nothing',
  operandMissing: 'something is missing beside this operator',
  tooLong: 'it is longer than a filter can be',
  tooDeep: 'too many parentheses within each other',
}

/** `filter/invalid` of the first fault: its place, counted from 0 in the detail and from 1 in the message, and what would be right. */
export function filterFault([first]: readonly FilterError[]): CodedError {
  if (first === undefined) return new CodedError('filter/invalid', 'The filter cannot be read.')
  const { code, from, subject, expected } = first
  const about = subject === '' ? '' : ` "${subject}":`
  const right = expected.length === 0 ? '' : `; possible: ${expected.join(', ')}`
  return new CodedError(
    'filter/invalid',
    `The filter cannot be read at character ${from + 1}:${about} ${WHAT[code]}${right}.`,
    { at: from, fault: code, subject, expected: expected.join(' ') },
  )
}
