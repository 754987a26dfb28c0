/** Asked for by Node, promises and inspectors of every object; their absence is an answer. */
const ASKED_OF_ALL = new Set(['then', 'toJSON', 'inspect', 'constructor', 'asymmetricMatch', 'nodeType', 'tagName'])

/**
 * An object whose missing members throw by name, so that no test passes on something that silently did nothing. Members that
 * are there can be replaced, as tests do with dialogs.
 */
export function guard<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, property, receiver) {
      if (typeof property === 'string' && !(property in object) && !ASKED_OF_ALL.has(property))
        throw new Error(`electron-on-chromium: ${name}.${property} is not there`)
      return Reflect.get(object, property, receiver) as unknown
    },
  })
}
