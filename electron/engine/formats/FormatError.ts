import { CodedError } from '../../../shared/lib/result.ts'

/** Where in the (decompressed, where applicable) input: 1-based line or 0-based byte. */
export interface Place {
  line?: number
  byte?: number
}

/**
 * Thrown by a reader only when nothing after this point can be trusted. The message says what was being read, what was
 * expected and what was found; `detail` holds the byte or the line.
 */
export class FormatError extends CodedError {
  readonly at: Place

  constructor(code: string, message: string, at: Place = {}) {
    super(code, message, { ...at })
    this.at = at
  }
}
