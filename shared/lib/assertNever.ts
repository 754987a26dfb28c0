/** Ends a switch over a union: a member without a case does not compile, and an unknown value at run time throws. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value ${JSON.stringify(value)}`)
}
