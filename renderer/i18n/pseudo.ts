// English drawn out by four tenths, accented and bracketed: what does not fit is seen, what has no brackets was never a message, and
// what ends without its bracket was cut. For developers; loaded only when chosen.

/** The nodes of a compiled message that say something (@intlify/message-compiler). */
const TEXT = 3
const MESSAGE = 2
interface Node {
  type?: number
  value?: string
  static?: string
  items?: Node[]
}

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

/** The messages of an area, compiled ones included; values stay what they are. */
export function pseudoMessages<T>(node: T): T {
  if (Array.isArray(node)) return node.map((one: unknown) => pseudoMessages(one)) as T
  if (typeof node !== 'object' || node === null) return node
  const { type, items, static: fixed } = node as Node
  if (type === MESSAGE && fixed !== undefined) return { ...node, static: pseudoText(fixed), items: [{ type: TEXT }] }
  if (type === MESSAGE && items) {
    const inner = items.map((item) =>
      item.type === TEXT && item.value !== undefined ? { ...item, value: drawn(item.value) } : item,
    )
    return { ...node, items: [{ type: TEXT, value: '[' }, ...inner, { type: TEXT, value: ']' }] }
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, pseudoMessages<unknown>(value)])) as T
}
