import { refuse } from '../boundary/replies.ts'
import type { Gateway } from '../gateway/gateway.ts'

/** Replaces the gateway if the configuration is wrong: every request is answered 500, `/healthz` too. */
export const refuseAll: Gateway = async () => {
  const { status, headers, body } = refuse('internal')
  return new Response(body, { status, headers })
}
