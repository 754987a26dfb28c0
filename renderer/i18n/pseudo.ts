// English drawn out by four tenths, accented and bracketed: what does not fit is seen, what has no brackets was never a message, and
// what ends without its bracket was cut. For developers; loaded only when chosen.

/** The nodes of a compiled message that say something (@intlify/message-compiler), by their long names and their short ones of a build. */
const TEXT = 3
const MESSAGE = 2
interface Node {
  type?: number
  t?: number
  value?: string
  v?: string
  static?: string
  s?: string
  items?: Node[]
  i?: Node[] | number
}
const typeOf = (node: Node): number | undefined => node.type ?? node.t
/** A text node like the others of its message. */
const textLike = (node: Node, value: string): Node =>
  node.t === undefined ? { type: TEXT, value } : { t: TEXT, v: value }

const ACCENTED: Record<string, string> = Object.fromEntries(
  [...'aàbƀcçdđeéfƒgĝhĥiîjĵkķlļmɱnñoôpþrŕsštţuûvṽwŵyýzžAÀBƁCÇDĐEÉGĜHĤIÎJĴKĶLĻNÑOÔPÞRŔSŠTŢUÛWŴYÝZŽ'].flatMap(
    (letter, index, all) => (index % 2 === 0 ? [[letter, all[index + 1] ?? letter]] : []),
  ),
)
const LONGER = 1.4

/** Accents and draws a text out; vowels are doubled first, because long words are what breaks a layout. */
function drawn(text: string): string {
  let extra = Math.ceil([...text.matchAll(/\p{L}/gu)].length * (LONGER - 1))
  const letters = [...text].map((letter) => {
    const accented = ACCENTED[letter] ?? letter
    if (extra <= 0 || !/[aeiou]/i.test(letter)) return accented
    extra--
    return accented + accented
  })
  const spaces = text.length - text.trimEnd().length
  letters.splice(letters.length - spaces, 0, '~'.repeat(Math.max(0, extra)))
  return letters.join('')
}

/** A sentence without values in it. */
export const pseudoText = (text: string): string => (text === '' ? '' : `[${drawn(text)}]`)

/** The messages of an area, compiled; values stay what they are. */
export function pseudoMessages<T>(node: T): T {
  if (Array.isArray(node)) return node.map((one: unknown) => pseudoMessages(one)) as T
  if (typeof node !== 'object' || node === null) return node
  if (typeOf(node) === MESSAGE) return pseudoMessage(node) as T
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, pseudoMessages<unknown>(value)])) as T
}

function pseudoMessage(node: Node): Node {
  const fixed = node.static ?? node.s
  if (fixed !== undefined) return { ...node, [node.static === undefined ? 's' : 'static']: pseudoText(fixed) }
  const items = node.items ?? (Array.isArray(node.i) ? node.i : [])
  const inner = items.map((item) => {
    const text = item.value ?? item.v
    return typeOf(item) === TEXT && text !== undefined ? textLike(item, drawn(text)) : item
  })
  const all = [textLike(node, '['), ...inner, textLike(node, ']')]
  return node.items === undefined ? { ...node, i: all } : { ...node, items: all }
}
