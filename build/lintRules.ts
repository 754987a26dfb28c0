// Rules of the window that ESLint's own selectors can say. Kept apart from the configuration so that a test can run them on code
// that breaks them.

const KEYS = '/^key(down|up|press)$/'
const HEARD =
  'Keys are heard in one place: give a part of a view its commands with useKeys (composables/useKeys.ts), so that they can be rebound, listed and never fire inside an input method.'

interface Restricted {
  selector: string
  message: string
}
const keys = (selector: string): Restricted => ({ selector, message: HEARD })

/** Of scripts, in .ts and .vue. */
export const RAW_KEYS: readonly Restricted[] = [
  keys(`CallExpression[callee.property.name=/^(add|remove)EventListener$/][arguments.0.value=${KEYS}]`),
  keys(`CallExpression[callee.name=/^(add|remove)EventListener$/][arguments.0.value=${KEYS}]`),
  keys(`CallExpression[callee.name=/^(useEventListener|onKeyStroke|useMagicKeys|onKeyDown|onKeyUp)$/]`),
  keys('AssignmentExpression[left.property.name=/^onkey(down|up|press)$/]'),
  keys('Property[key.name=/^onKey(down|up|press)/]'),
  keys('ImportDeclaration[source.value="tinykeys"]'),
]

/** Of templates: `@keydown`, `v-on:keyup.enter`, `v-on="{ keydown: … }"`. */
export const RAW_TEMPLATE_KEYS: readonly Restricted[] = [
  keys(`VAttribute[directive=true][key.name.name="on"][key.argument.name=${KEYS}]`),
  keys(`VAttribute[directive=true][key.name.name="on"] Property[key.name=${KEYS}]`),
]

const SPOKEN = 'Say it with t(…): a toast speaks the language shown.'

/** Sentences belong to renderer/i18n, in both languages. */
export const BARE_STRINGS: readonly Restricted[] = [
  {
    selector: 'CallExpression[callee.object.name=/[tT]oasts?$/][callee.property.name="show"] > Literal:first-child',
    message: SPOKEN,
  },
  {
    selector:
      'CallExpression[callee.object.callee.name="useToastStore"][callee.property.name="show"] > Literal:first-child',
    message: SPOKEN,
  },
]

/** What may stand in a template as it is: signs and names of algorithms, never words. */
export const SIGNS: readonly string[] = [
  ...['(', ')', ',', '.', '&', '+', '-', '−', '=', '*', '/', '#', '%', '!', '?', ':', '[', ']', '{', '}', '<', '>'],
  ...[
    '·',
    '•',
    '…',
    '–',
    '—',
    '|',
    '→',
    '←',
    '↑',
    '↓',
    '×',
    '›',
    '‹',
    '«',
    '»',
    '“',
    '”',
    '✓',
    '◆',
    '▲',
    '●',
    '@',
    '$',
  ],
  'SHA-256',
]
