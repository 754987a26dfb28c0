import { join } from 'node:path'
import { COMPILED_VARIABLE } from '../../shared/contract/messages.ts'

/** What a shell adds to the environment of its case and job processes. */
export const processEnvironment = (userData: string): Record<string, string> => ({
  [COMPILED_VARIABLE]: join(userData, 'compiled'),
})
