// What this page has asked for, by the browser's own record: everything from its own origin, or not.

/** `data:` and `blob:` never leave the page. */
const isLocal = (address: string): boolean => address.startsWith(`${location.origin}/`) || /^(data|blob):/.test(address)

export function foreignRequests(
  entries: readonly Pick<PerformanceEntry, 'name'>[] = performance.getEntriesByType('resource'),
): { all: number; foreign: number } {
  return { all: entries.length, foreign: entries.filter(({ name }) => !isLocal(name)).length }
}
