/** A count with its words: `1 line is`, `3 lines are`. */
export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
