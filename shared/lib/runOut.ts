/** Takes all steps of work that comes in steps; gives what it gives at its end. */
export function runOut<Result>(steps: Generator<unknown, Result>): Result {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}
