/** What becomes the component: the app, with its routes tried once so that the router is part of the snapshot. */
import './no-clock.ts'
import { handle } from '../app/index.ts'
import { encodeCall } from '../boundary/call.ts'

export { handle }

for (const [method, path] of [
  ['POST', '/v1/votes'],
  ['POST', '/vote'],
  ['GET', '/healthz'],
  ['GET', '/openapi.json'],
  ['GET', '/'],
] as const) {
  handle(encodeCall({ method, path, nowMs: 0, entropyHex: '0'.repeat(19), bodyBytes: 0, body: '' }))
}
