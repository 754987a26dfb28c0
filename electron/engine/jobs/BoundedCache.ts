/** The latest `capacity` values by key, made when first asked for. */
export class BoundedCache<Key, Value> {
  private readonly held = new Map<Key, Value>()
  private readonly capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get(key: Key, make: () => Value): Value {
    const known = this.held.get(key)
    if (known !== undefined) {
      this.held.delete(key)
      this.held.set(key, known)
      return known
    }
    const value = make()
    this.held.set(key, value)
    for (const oldest of this.held.keys()) {
      if (this.held.size <= this.capacity) break
      this.held.delete(oldest)
    }
    return value
  }

  clear(): void {
    this.held.clear()
  }
}
