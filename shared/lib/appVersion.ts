/** Version of this build, as package.json has it (a test compares the two): written into reports and the case's audit chain. */
export const APP_VERSION = '0.1.0'
