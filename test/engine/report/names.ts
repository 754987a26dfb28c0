export const START_MS = Date.UTC(2026, 10, 21, 3, 40, 0)

/** Names as they come from outside: paths, functions, prose. Tests of the renderers replace them with hostile ones. */
export interface Names {
  log: string
  leafFunction: string
  prose: string
  annotation: string
  author: string
}
export const PLAIN_NAMES: Names = {
  log: 'incident/checkout.log',
  leafFunction: 'checkout/internal/session.(*Store).Put',
  prose: 'Requests failed for **47 seconds**; see [the ticket](https://example.org/INC-2043).',
  annotation: 'Release 2.9.0 starts',
  author: 'R. Okafor',
}
