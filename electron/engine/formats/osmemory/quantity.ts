// Quantities of Kubernetes: `512Mi`, `1Gi`, `500M`, `128974848000m`, `536870912`.
const QUANTITY = /^(?<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?<suffix>m|k|[KMGTPE]i?|)$/
const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** Null where the text is no quantity. */
export function readQuantity(text: unknown): number | null {
  if (typeof text === 'number') return text
  if (typeof text !== 'string') return null
  const groups = QUANTITY.exec(text.trim())?.groups
  const scale = SUFFIXES[groups?.suffix ?? '?']
  if (groups === undefined || scale === undefined) return null
  const value = Number(groups.number) * scale
  return Number.isFinite(value) ? value : null
}
