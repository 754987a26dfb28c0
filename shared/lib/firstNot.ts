/** The first place from `from` on, before `to`, of which something is not so; it is so of all those before. `to`: it is so of all. */
export function firstNot(from: number, to: number, isSo: (at: number) => boolean): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (isSo(middle)) low = middle + 1
    else high = middle
  }
  return low
}
