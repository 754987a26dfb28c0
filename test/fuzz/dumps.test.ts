import { DUMP_FORMATS } from './dumps.ts'
import { endsAsPromised } from './endsAsPromised.ts'

endsAsPromised(DUMP_FORMATS)
