export { checkRedis } from './check.ts'
export { RedisTally } from './tally.ts'
