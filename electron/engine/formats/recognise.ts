import type { Recognition, Refusal, Sample } from './reader.ts'

/** What a file is, from its content alone. */
export function recognise(_sample: Sample): Recognition | Refusal {
  throw new Error('not yet')
}

/** The same for a file on disk: reads its head, and more of it where a log's first gc line is far in. */
export function recogniseFile(_path: string): Promise<Recognition | Refusal> {
  return Promise.reject(new Error('not yet'))
}
