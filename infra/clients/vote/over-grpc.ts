import { CallFault, connect } from '@aplauso/ingest/client'
import { type Answer, answerOf, nothingThere } from './answer.ts'
import type { NamedVote } from './request.ts'

/** Casts a vote over gRPC. @param to the server's `host:port` */
export async function castOverGrpc(vote: NamedVote, to: string): Promise<Answer> {
  const client = connect(to)
  try {
    return { status: 'accepted', ...(await client.castVote(vote)) }
  } catch (error) {
    if (!(error instanceof CallFault)) throw error
    const unreached = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|name resolution/i.test(error.message)
    return answerOf(error.code, unreached ? nothingThere(to) : error.message, error.errors, vote.id)
  } finally {
    client.close()
  }
}
