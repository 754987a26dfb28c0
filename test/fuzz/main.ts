// `node test/fuzz/main.ts [runs] [seed]`: damages traces longer than the test does and prints how reading them ended.
import { fuzzTraces } from './gotrace.ts'

const [runs = '20000', seed = '1'] = process.argv.slice(2)
const began = performance.now()
const report = fuzzTraces(Number(runs), Number(seed))
console.log(JSON.stringify({ ...report, seconds: Math.round((performance.now() - began) / 1000) }, null, 2))
