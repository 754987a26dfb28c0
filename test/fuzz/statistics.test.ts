import { STATISTICS_FORMATS } from './statistics.ts'
import { endsAsPromised } from './endsAsPromised.ts'

endsAsPromised(STATISTICS_FORMATS)
