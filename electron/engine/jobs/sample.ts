// The sample incident: the captures of a checkout service whose session cache stops evicting after a deploy.
// In a checkout they lie in test/captures/data, in a packaged app in resources/sample; whoever knows which gives the folder.
import { join } from 'node:path'

/** What the sample case is called, without its ending. */
export const SAMPLE_NAME = 'checkout-incident'

/** What to import from the folder of captures: the run before the deploy, and the one that shows the incident. */
export const samplePaths = (captures: string): string[] => [join(captures, 'baseline'), join(captures, 'incident')]
