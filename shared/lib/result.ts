/** What is wrong, for people (`message`) and for programs (`code`, such as `casefile/newer-version`). Crosses processes as it is. */
export interface CallError {
  code: string
  message: string
  /** What the message is about, where there is such a thing: a path, a byte offset, a line. */
  detail?: Record<string, string | number>
}

export type Result<T> = { ok: true; value: T } | { ok: false; error: CallError }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const failed = (error: CallError): Result<never> => ({ ok: false, error })

/** An error that people are meant to read: it crosses processes as `{ code, message }` and is rebuilt on the other side. */
export class CodedError extends Error {
  override readonly name = 'CodedError'
  readonly code: string
  readonly detail: Record<string, string | number> | undefined

  constructor(code: string, message: string, detail?: Record<string, string | number>) {
    super(message)
    this.code = code
    this.detail = detail
  }

  toCallError(): CallError {
    return { code: this.code, message: this.message, ...(this.detail && { detail: this.detail }) }
  }
}

/** Any thrown value as a CallError; what is not a CodedError becomes `internal`. */
export function toCallError(thrown: unknown): CallError {
  if (thrown instanceof CodedError) return thrown.toCallError()
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) }
}
