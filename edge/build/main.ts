import { buildEdge } from './build-edge.ts'
import { places } from './places.ts'

const startedMs = performance.now()
const { built } = await buildEdge()
const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
console.log(built ? `built ${places.gen} in ${seconds} s` : `${places.gen} is up to date`)
