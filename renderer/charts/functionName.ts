// Names of Go functions, cut for narrow places: `example.com/checkout/internal/session.(*Store).Put` may lose its packages,
// never the function.

/** `example.com/checkout/internal/` and `session.(*Store).Put`: what a table draws faint, and what in ink. */
export function splitFunctionName(name: string): { path: string; own: string } {
  // A slash inside type arguments (`pkg.F[example.com/x.T]`) or after the function belongs to the name, not to the path.
  const bracket = name.indexOf('[')
  const slash = name.lastIndexOf('/', bracket < 0 ? name.length : bracket)
  return { path: name.slice(0, slash + 1), own: name.slice(slash + 1) }
}

/** The part after the package: `(*Store).Put`, `main`, `init.0`, `(*Store).Put.func1`. */
function withoutPackage(own: string): string {
  const dot = own.indexOf('.')
  return dot < 0 ? own : own.slice(dot + 1)
}

/**
 * The longest form of `name` that fits `room`, measured by `widthOf`: whole, without the path, without the package, without the
 * receiver, and only then the beginning of the function with an ellipsis. Empty where not even three characters fit.
 */
export function cutFunctionName(name: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(name) <= room) return name
  const { own } = splitFunctionName(name)
  if (widthOf(own) <= room) return own
  const bare = withoutPackage(own)
  if (widthOf(bare) <= room) return bare
  // Methods keep the method: `(*Store).Put` → `Put`.
  const last = bare.slice(bare.lastIndexOf('.') + 1)
  if (widthOf(last) <= room) return last
  // One name longer than the room: its beginning tells more than its end.
  for (let length = last.length - 1; length >= 2; length--) {
    const text = `${last.slice(0, length)}…`
    if (widthOf(text) <= room) return text
  }
  return ''
}
