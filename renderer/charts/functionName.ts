// Names of Go functions, cut for narrow places: `example.com/checkout/internal/session.(*Store).Put` may lose its packages,
// never the function.

/** `example.com/checkout/internal/` and `session.(*Store).Put`: what a table draws faint, and what in ink. */
export function splitFunctionName(name: string): { path: string; own: string } {
  // A slash inside type arguments (`pkg.F[example.com/x.T]`) or after the function belongs to the name, not to the path.
  const bracket = name.indexOf('[')
  const slash = name.lastIndexOf('/', bracket < 0 ? name.length : bracket)
  return { path: name.slice(0, slash + 1), own: name.slice(slash + 1) }
}

const OPENS = '([{'
const CLOSES = ')]}'

/** Where what opens at `from` closes; the end where it does not. */
function closeOf(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (OPENS.includes(text[at] as string)) depth++
    else if (CLOSES.includes(text[at] as string) && --depth === 0) return at
  }
  return text.length
}

/** `text` with what stands in each outermost pair of brackets, type arguments of a function or receiver, as `shorten` has it. */
function withTypes(text: string, shorten: (types: string) => string): string {
  let result = ''
  let at = 0
  for (;;) {
    const open = text.indexOf('[', at)
    if (open < 0) return result + text.slice(at)
    const close = closeOf(text, open)
    result += `${text.slice(at, open)}[${shorten(text.slice(open + 1, close))}]`
    at = close + 1
  }
}

/** `go.shape.struct { ID string }` → `struct{…}`, `example.com/x.Row` → `Row`. */
function bareTypes(types: string): string {
  let text = ''
  let at = 0
  for (const match of types.matchAll(/\b(struct|interface)\s*\{/g)) {
    if (match.index < at) continue
    const open = match.index + match[0].length - 1
    const close = closeOf(types, open)
    const isEmpty = types.slice(open + 1, close).trim() === ''
    text += `${types.slice(at, match.index)}${match[1]}{${isEmpty ? '' : '…'}}`
    at = close + 1
  }
  text += types.slice(at)
  return text
    .replaceAll('go.shape.', '')
    .replace(/(?<![\w.%~$/-])(?:[\w.%~$-]+\/)*(?:[\w%~$-]+\.)+(?=[\p{L}_])/gu, '')
    .replaceAll('...', '…')
}

/** Type arguments longer than this say less than the function they push out of sight. */
const MOST_TYPES = 40

/**
 * A function's own name for narrow places, without its path: type arguments lose their packages and the fields of literal structs,
 * and stand as `[…]` where they are still long. Whoever shows it has the whole name on hover.
 */
export function shortFunctionName(name: string): string {
  const { own } = splitFunctionName(name)
  if (!own.includes('[')) return own
  return withTypes(own, (types) => {
    const bare = bareTypes(types)
    return bare.length > MOST_TYPES ? '…' : bare
  })
}

/** Position of the last dot of a name that is not within brackets: what is before it owns what is behind it; −1: none is. */
export function ownerDot(own: string): number {
  let last = -1
  for (let at = 0; at < own.length; at++) {
    if (own[at] === '[') at = closeOf(own, at)
    else if (own[at] === '.') last = at
  }
  return last
}

/** The part after the package: `(*Store).Put`, `main`, `init.0`, `(*Store).Put.func1`. */
function withoutPackage(own: string): string {
  const dot = own.indexOf('.')
  return dot < 0 ? own : own.slice(dot + 1)
}

/**
 * The longest form of `name` that fits `room`, measured by `widthOf`: whole, without the path, without what type arguments say of
 * packages and then at all, without the package, without the receiver, and only then the beginning of the function with an
 * ellipsis. Empty where not even three characters fit.
 */
export function cutFunctionName(name: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(name) <= room) return name
  const { own } = splitFunctionName(name)
  if (widthOf(own) <= room) return own
  if (own.includes('[')) {
    const short = shortFunctionName(name)
    if (widthOf(short) <= room) return short
  }
  const typeless = withTypes(own, () => '…')
  if (typeless !== own && widthOf(typeless) <= room) return typeless
  const bare = withoutPackage(typeless)
  if (widthOf(bare) <= room) return bare
  // Methods keep the method: `(*Store).Put` → `Put`.
  const last = bare.slice(ownerDot(bare) + 1)
  if (widthOf(last) <= room) return last
  // One name longer than the room: its beginning tells more than its end.
  for (let length = last.length - 1; length >= 2; length--) {
    const text = `${last.slice(0, length)}…`
    if (widthOf(text) <= room) return text
  }
  return ''
}
