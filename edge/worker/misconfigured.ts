import type { Shell } from '../shell/shell.ts'
import { refuse } from '../wire/replies.ts'

/** Stands in for the shell where the configuration is wrong: every request is answered 500, `/healthz` too. */
export const refuseAll: Shell = async () => {
  const { status, headers, body } = refuse('internal')
  return new Response(body, { status, headers })
}
