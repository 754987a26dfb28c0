// Merges stacks into a call tree as fast as memory allows: nodes are rows of one Int32Array, no object per node.

/** Words per node: function, first child, next sibling, parent. */
const WORDS = 4
/** Children reached by walking the list; a wider node's further children are found in the hash table only. */
const LISTED_CHILDREN = 8

/** Grows a tree of functions, root first. Node 0 is the root; a parent's number is always below its children's. */
export class CallTreeBuilder {
  nodes = 1
  #records = new Int32Array(1024 * WORDS)
  /** Value that ends in the node. */
  #self = new Float64Array(1024)
  /** Open addressing by (parent, function): node number, 0 where free. Length is a power of two. */
  #table = new Int32Array(1024)
  #tabled = 0

  /** Words of the nodes, four each: function, –, –, parent. */
  get records(): Int32Array {
    return this.#records
  }

  get self(): Float64Array {
    return this.#self
  }

  /** The child of `parent` for a function, made where it is missing. */
  child(parent: number, fn: number): number {
    const records = this.#records
    let node = records[parent * WORDS + 1] as number
    let last = 0
    for (let step = 0; node !== 0; step++) {
      if (records[node * WORDS] === fn) return node
      if (step === LISTED_CHILDREN) return this.#childInTable(parent, fn)
      last = node
      node = records[node * WORDS + 2] as number
    }
    const made = this.#newNode(parent, fn)
    // Growing may have replaced the array.
    this.#records[last === 0 ? parent * WORDS + 1 : last * WORDS + 2] = made
    return made
  }

  add(node: number, value: number): void {
    this.#self[node] = (this.#self[node] as number) + value
  }

  #newNode(parent: number, fn: number): number {
    const node = this.nodes++
    if (node === this.#self.length) {
      const records = new Int32Array(this.#records.length * 2)
      records.set(this.#records)
      this.#records = records
      const self = new Float64Array(this.#self.length * 2)
      self.set(this.#self)
      this.#self = self
    }
    this.#records[node * WORDS] = fn
    this.#records[node * WORDS + 3] = parent
    return node
  }

  #childInTable(parent: number, fn: number): number {
    if (this.#tabled * 2 >= this.#table.length) this.#growTable()
    const mask = this.#table.length - 1
    let slot = hash(parent, fn) & mask
    for (let node = this.#table[slot] as number; node !== 0; node = this.#table[slot] as number) {
      if (this.#records[node * WORDS] === fn && this.#records[node * WORDS + 3] === parent) return node
      slot = (slot + 1) & mask
    }
    this.#tabled++
    return (this.#table[slot] = this.#newNode(parent, fn))
  }

  #growTable(): void {
    const old = this.#table
    const table = new Int32Array(old.length * 2)
    const mask = table.length - 1
    for (const node of old) {
      if (node === 0) continue
      let slot = hash(this.#records[node * WORDS + 3] as number, this.#records[node * WORDS] as number) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = node
    }
    this.#table = table
  }
}

function hash(parent: number, fn: number): number {
  const mixed = Math.imul(parent, 0x9e37_79b1) ^ Math.imul(fn, 0x85eb_ca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
