/** A primitive that the compiler keeps apart from others of the same type: `type GoId = Brand<number, 'GoId'>`. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }
