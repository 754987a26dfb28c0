// Typed figures: `10MiB`, `1.5 ms`, `12%`, `10k`, `1,234`. What people write for each family of units, read into base units.
import type { UnitFamily } from './unitScale.ts'

/** What one of each typed unit is worth. Looked up in lower case, except where case is all that tells two apart. */
const TYPED: Record<Exclude<UnitFamily, 'other'>, Record<string, number>> = {
  bytes: {
    b: 1,
    byte: 1,
    bytes: 1,
    // The window writes binary units only, so a bare letter means those; `MB` is the decimal unit everywhere but in gctrace.
    k: 1024,
    kib: 1024,
    kb: 1e3,
    m: 1024 ** 2,
    mib: 1024 ** 2,
    mb: 1e6,
    g: 1024 ** 3,
    gib: 1024 ** 3,
    gb: 1e9,
    t: 1024 ** 4,
    p: 1024 ** 5,
    pib: 1024 ** 5,
    tib: 1024 ** 4,
    tb: 1e12,
  },
  ns: {
    ns: 1,
    us: 1e3,
    µs: 1e3, // U+00B5 micro sign
    μs: 1e3, // U+03BC Greek mu, what a Chinese or Greek keyboard gives
    ms: 1e6,
    s: 1e9,
    sec: 1e9,
    min: 60e9,
    m: 60e9,
    h: 3600e9,
    d: 86_400e9,
  },
  share: { '%': 0.01, '‰': 0.001 },
  count: { k: 1e3, m: 1e6, g: 1e9, 万: 1e4, 亿: 1e8 },
}

export type QuantityFault =
  /** No number stands there. */
  | 'notANumber'
  /** A unit that does not measure this. */
  | 'unknownUnit'
  /** Bytes and times need one: 10 could be ns or s. */
  | 'unitMissing'

export type Quantity = { ok: true; value: number } | { ok: false; fault: QuantityFault }

const NUMBER = /^([+\-\u2212]?)(\d{1,3}(?:,\d{3})+|\d[\d_]*|(?=\.\d))(\.\d+)?(?:e([+-]?\d{1,3}))?/i

const FAULT = (fault: QuantityFault): Quantity => ({ ok: false, fault })

/** A figure of a family in base units (bytes, nanoseconds, shares of 1, counts). `/min` and the like behind the unit are let pass. */
export function parseQuantity(text: string, family: UnitFamily): Quantity {
  const typed = text.trim().replaceAll('\u00a0', ' ')
  const match = NUMBER.exec(typed)
  if (!match) return FAULT('notANumber')
  const [whole, sign = '', integer = '', fraction = '', exponent] = match
  const digits = `${integer.replace(/[,_]/g, '') || '0'}${fraction}`
  const value = Number(exponent === undefined ? digits : `${digits}e${exponent}`) * (/[-\u2212]/.test(sign) ? -1 : 1)
  if (!Number.isFinite(value)) return FAULT('notANumber')
  const rest = typed.slice(whole.length).trim()
  // A second number, a second sign: the word was no figure at all.
  if (/^[\d.,+\-\u2212]/.test(rest)) return FAULT('notANumber')
  const unit = rest.replace(/\/[a-z]+$/i, '').trim()
  if (family === 'other') return { ok: true, value }
  if (unit === '') {
    if (family === 'count' || value === 0) return { ok: true, value }
    // A share typed as one (0.25) is as clear as a percentage.
    if (family === 'share' && Math.abs(value) <= 1) return { ok: true, value }
    return FAULT('unitMissing')
  }
  const factor = TYPED[family][unit] ?? TYPED[family][unit.toLowerCase()]
  return factor === undefined ? FAULT('unknownUnit') : { ok: true, value: value * factor }
}

/** Units to offer behind a number, most likely first. */
export const TYPED_UNITS: Record<UnitFamily, readonly string[]> = {
  bytes: ['MiB', 'KiB', 'GiB', 'B'],
  ns: ['ms', 'µs', 's', 'ns', 'min'],
  share: ['%'],
  count: [],
  other: [],
}
