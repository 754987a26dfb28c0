// `go test -json`: what the test printed comes in pieces, `{"Action":"output","Package":"p","Output":"BenchmarkX-8  \t"}`; a
// benchmark's name and its figures are two of them. Pieces of one package are put together into lines again.
import { isObject } from '../../../../shared/lib/isObject.ts'

const MAX_OPEN = 64 * 1024
const MAX_PACKAGES = 4096

export class TestJson {
  private readonly open = new Map<string, string>()

  /** Complete lines that this event ends; null: the line is no such event. */
  lines(text: string): string[] | null {
    if (!text.startsWith('{') || !text.includes('"Action"')) return null
    let event: unknown
    try {
      event = JSON.parse(text)
    } catch {
      return null
    }
    if (!isObject(event) || !('Action' in event)) return null
    const { Action, Package, Output } = event
    if (Action !== 'output' || typeof Output !== 'string') return []
    const key = typeof Package === 'string' ? Package : ''
    const pieces = ((this.open.get(key) ?? '') + Output).split('\n')
    const rest = pieces.pop() ?? ''
    this.open.delete(key)
    if (rest !== '' && rest.length <= MAX_OPEN && this.open.size < MAX_PACKAGES) this.open.set(key, rest)
    return pieces
  }
}
