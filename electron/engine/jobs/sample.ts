// The captures of the sample incident: a checkout service whose session cache stops evicting after a deploy.
// In a checkout they lie in test/captures/data, in a packaged app in resources/sample; whoever knows which gives the folder.
import { join } from 'node:path'
import { SAMPLE_RUNS } from '../../../shared/records/index.ts'

/** What to import from the folder of captures. */
export const samplePaths = (captures: string): string[] => SAMPLE_RUNS.map((run) => join(captures, run))
