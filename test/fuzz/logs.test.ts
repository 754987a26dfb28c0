import { LOG_FORMATS } from './logs.ts'
import { endsAsPromised } from './endsAsPromised.ts'

endsAsPromised(LOG_FORMATS)
