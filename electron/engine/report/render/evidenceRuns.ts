/** Evidence ids with runs of three and more drawn together: `E1 – E9, E12`. Order is kept. */
export function evidenceRuns(ids: readonly string[]): { first: string; last: string }[] {
  const runs: string[][] = []
  for (const id of ids) {
    const run = runs.at(-1)
    if (run && numberOf(id) === numberOf(run.at(-1) ?? '') + 1) run.push(id)
    else runs.push([id])
  }
  return runs.flatMap((run) =>
    run.length >= 3 ? [{ first: run[0] ?? '', last: run.at(-1) ?? '' }] : run.map((id) => ({ first: id, last: id })),
  )
}

const numberOf = (id: string): number => Number(/^E(\d+)$/.exec(id)?.[1] ?? Number.NaN)
