// Millions of places sorted by a number each: digit by digit of the number's bits (LSD radix), which compares nothing and keeps the order of
// equal ones. A column of times or counts leaves most digits the same for all rows; those cost nothing.

/** Below this, comparing is faster than to count digits. */
const FEW = 256
/** Bits of a digit; three make 32. */
const DIGIT_BITS = 11
const MASK = 2 ** DIGIT_BITS - 1
/** NaN: behind all numbers, infinity as well. */
const LAST = -1

/** Sorts places by their keys. Those whose key is NaN go last either way, equal ones keep their order; 0 and −0 are equal. */
export function sortPlaces(places: Uint32Array, keys: Float64Array, descending = false): void {
  if (places.length < FEW) {
    sortFew(places, keys, descending)
    return
  }
  sortByWords(places, wordsOf(places, keys, descending, 0))
  sortByWords(places, wordsOf(places, keys, descending, 1))
}

function sortFew(places: Uint32Array, keys: Float64Array, descending: boolean): void {
  const sign = descending ? -1 : 1
  // Also of a typed array the sort is stable.
  places.sort((a, b) => {
    const [left, right] = [keys[a] as number, keys[b] as number]
    if (left === right) return 0
    if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1
    if (Number.isNaN(right)) return -1
    return left < right ? -sign : sign
  })
}

/** Lower (0) or upper (1) half of 64 bits per place, which as a whole number stand in the order of the keys. */
function wordsOf(places: Uint32Array, keys: Float64Array, descending: boolean, half: 0 | 1): Int32Array {
  const words = new Int32Array(places.length)
  const bits = new Int32Array(keys.buffer, keys.byteOffset, keys.length * 2)
  for (let at = 0; at < places.length; at++) {
    const place = places[at] as number
    const key = keys[place] as number
    if (Number.isNaN(key)) {
      words[at] = LAST
      continue
    }
    // Bits of negative numbers stand in the other order, and would come behind those of positive ones. −0 is none of them, and becomes 0.
    const isNegative = key < 0
    const word = bits[place * 2 + half] as number
    const inOrder = isNegative ? ~word : half === 1 ? word | 0x80000000 : word
    words[at] = descending ? ~inOrder : inOrder
  }
  return words
}

/** Sorts places by a word each, which lies in their order. Words are moved along: to look each up by its place would take far longer. */
function sortByWords(places: Uint32Array, wordsOfPlaces: Int32Array): void {
  const { length } = places
  let [from, to]: [Uint32Array, Uint32Array] = [places, new Uint32Array(length)]
  let [words, moved]: [Int32Array, Int32Array] = [wordsOfPlaces, new Int32Array(length)]
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    // Where the next place with a digit goes.
    const next = new Uint32Array(MASK + 2)
    for (let at = 0; at < length; at++) next[(((words[at] as number) >>> shift) & MASK) + 1]!++
    if (next.includes(length)) continue
    for (let digit = 1; digit <= MASK; digit++) next[digit]! += next[digit - 1] as number
    for (let at = 0; at < length; at++) {
      const word = words[at] as number
      const into = next[(word >>> shift) & MASK]!++
      to[into] = from[at] as number
      moved[into] = word
    }
    ;[from, to] = [to, from]
    ;[words, moved] = [moved, words]
  }
  if (from !== places) places.set(from)
}

/** More different texts than these are not looked up one by one: a Map has no room for all there may be. */
const MOST_LOOKED_UP = 1_000_000

/** What stands at each place in the order of all texts; equal texts are equal. NaN: no text. */
export function textRanks(length: number, read: (place: number) => unknown, most = MOST_LOOKED_UP): Float64Array {
  const ranks = new Float64Array(length).fill(Number.NaN)
  /** Number by text, in the order they are come by. */
  const numbers = new Map<string, number>()
  let [last, number]: [unknown, number] = [null, 0]
  for (let place = 0; place < length; place++) {
    const text = read(place)
    if (typeof text !== 'string') continue
    if (text !== last) {
      number = numbers.get(text) ?? numbers.size
      if (number === numbers.size) numbers.set(text, number)
      if (number >= most) return ranksBySorting(length, read)
      last = text
    }
    ranks[place] = number
  }
  const rankOf = new Uint32Array(numbers.size)
  const inOrder = [...numbers].sort(([left], [right]) => byText(left, right))
  inOrder.forEach(([, of], rank) => (rankOf[of] = rank))
  for (let place = 0; place < length; place++) ranks[place] = rankOf[ranks[place] as number] ?? Number.NaN
  return ranks
}

function ranksBySorting(length: number, read: (place: number) => unknown): Float64Array {
  const ranks = new Float64Array(length).fill(Number.NaN)
  const texts: unknown[] = []
  for (let place = 0; place < length; place++) texts.push(read(place))
  const order = Uint32Array.from(texts.keys())
    .filter((place) => typeof texts[place] === 'string')
    .sort((a, b) => byText(texts[a], texts[b]))
  let rank = 0
  order.forEach((place, at) => {
    if (at > 0 && texts[place] !== texts[order[at - 1] as number]) rank++
    ranks[place] = rank
  })
  return ranks
}

/** By code units, as `<` compares them. */
const byText = (left: unknown, right: unknown): number =>
  left === right ? 0 : (left as string) < (right as string) ? -1 : 1
