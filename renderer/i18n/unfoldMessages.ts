// The other half of build/messagesPlugin.ts: what travels as texts becomes the trees that vue-i18n wants.

/** A text as it travels: plain, or with placeholders as texts and names in turn, such as ['', 'n', ' of ', 'all', '']. */
type FoldedText = string | readonly string[]

/** A catalogue as it travels: texts, trees of the other messages, catalogues of a level below. */
export interface FoldedMessages {
  [key: string]: FoldedText | FoldedMessages
}

/** Kinds of nodes in the syntax trees of @intlify/message-compiler 11. */
const RESOURCE = 0
const MESSAGE = 2
const TEXT = 3
const NAMED = 4

export function unfoldMessage(folded: FoldedText): object {
  if (typeof folded === 'string')
    return { type: RESOURCE, body: { type: MESSAGE, items: [{ type: TEXT }], static: folded } }
  const items = folded.flatMap((part, place): object[] => {
    if (place % 2 === 1) return [{ type: NAMED, key: part }]
    return part === '' ? [] : [{ type: TEXT, value: part }]
  })
  return { type: RESOURCE, body: { type: MESSAGE, items } }
}

/** Trees are told by their numeric `type` (`t` where the compiler shortens names), which no catalogue has. */
export function unfoldMessages(messages: FoldedMessages): object {
  return Object.fromEntries(
    Object.entries(messages).map(([key, value]) => {
      if (typeof value === 'string' || isParts(value)) return [key, unfoldMessage(value)]
      const { type, t } = value as { type?: unknown; t?: unknown }
      return [key, typeof (type ?? t) === 'number' ? value : unfoldMessages(value)]
    }),
  )
}

const isParts = (value: readonly string[] | FoldedMessages): value is readonly string[] => Array.isArray(value)
