import { refuse } from '../boundary/replies.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { respond } from '../gateway/respond.ts'

/** Replaces the gateway if the configuration is wrong: every request is answered 500, `/healthz` too. */
export const refuseAll: Gateway = async (request) => respond(request, refuse('internal'))
