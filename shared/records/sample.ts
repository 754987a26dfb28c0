/** What the case of the sample incident is called, without its ending. */
export const SAMPLE_NAME = 'checkout-incident'

/** Its folders of captures: the run before the deploy, and the one that shows the incident. */
export const SAMPLE_RUNS: readonly string[] = ['baseline', 'incident']
