/** A number with what it counts, in English: `1 line is`, `7 lines are`. `text` is the number as people read it. */
export const counted = (count: number, one: string, many: string, text: string = String(count)): string =>
  `${text} ${count === 1 ? one : many}`
