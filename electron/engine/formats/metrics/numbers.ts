// Numbers out of bytes without making strings, exactly as Number() would read them: up to 15 digits and a power of ten within
// ±22 are exact in doubles (one rounding, correctly rounded); everything longer goes through Number itself.

const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))

/** What `readNumber` read. */
export const read = { value: 0, isGood: true }

/** Reads bytes `from … to` as one number: decimal, `NaN`, `+Inf`, `-Inf`. Sets `read`. */
export function readNumber(bytes: Uint8Array, from: number, to: number): void {
  let at = from
  let isNegative = false
  const sign = bytes[at]
  if (sign === 45 || sign === 43) {
    isNegative = sign === 45
    at++
  }
  let digits = 0
  let mantissa = 0
  let scale = 0
  let isPlain = at < to
  for (; at < to; at++) {
    const digit = (bytes[at] as number) - 48
    if (digit < 0 || digit > 9) break
    if (mantissa > 0 || digit > 0) digits++
    mantissa = mantissa * 10 + digit
  }
  if (at < to && bytes[at] === 46) {
    for (at++; at < to; at++) {
      const digit = (bytes[at] as number) - 48
      if (digit < 0 || digit > 9) break
      if (mantissa > 0 || digit > 0) digits++
      mantissa = mantissa * 10 + digit
      scale--
    }
  }
  if (at < to && ((bytes[at] as number) | 32) === 101 && at > from) {
    let exponent = 0
    let exponentDigits = 0
    let isDown = false
    at++
    if (bytes[at] === 45 || bytes[at] === 43) isDown = bytes[at++] === 45
    for (; at < to; at++, exponentDigits++) {
      const digit = (bytes[at] as number) - 48
      if (digit < 0 || digit > 9) break
      exponent = exponent * 10 + digit
    }
    if (exponentDigits === 0 || exponentDigits > 3) isPlain = false
    scale += isDown ? -exponent : exponent
  }
  if (isPlain && at === to && digits <= 15 && scale >= -22 && scale <= 22 && hasDigit(bytes, from, to)) {
    const size = scale < 0 ? mantissa / (POWERS[-scale] as number) : mantissa * (POWERS[scale] as number)
    read.value = isNegative ? -size : size
    read.isGood = true
    return
  }
  readSlowly(bytes, from, to)
}

const hasDigit = (bytes: Uint8Array, from: number, to: number): boolean => {
  const first = bytes[from] as number
  if (first >= 48 && first <= 57) return true
  for (let at = from; at < to; at++) if ((bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) return true
  return false
}

function readSlowly(bytes: Uint8Array, from: number, to: number): void {
  if (to - from > 400) {
    read.isGood = false
    return
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
  read.isGood = true
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) read.value = Number(text)
  else if (/^[+-]?nan$/i.test(text)) read.value = Number.NaN
  else if (/^\+?inf(?:inity)?$/i.test(text)) read.value = Number.POSITIVE_INFINITY
  else if (/^-inf(?:inity)?$/i.test(text)) read.value = Number.NEGATIVE_INFINITY
  else read.isGood = false
}
