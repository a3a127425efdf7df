import { CallFault, type ConnectOptions, connect } from '@aplauso/ingest/client'
import { connectionFault, notReached } from './connection-fault.ts'
import { answerOf } from './vote/answer.ts'
import { RequestFailed, type SingleVoteClient, tooLarge } from './vote-client.ts'

/**
 * The client of the gRPC server at `address` (`host:port`, or several with commas). Its votes must have a message.
 * @example
 * const client = grpcClient('127.0.0.1:4802', { retry: true })
 * const outcomes = await client.cast(votes)
 */
export function grpcClient(address: string, options: ConnectOptions = {}): SingleVoteClient {
  const client = connect(address, options)
  return {
    name: 'grpc',
    async cast(votes) {
      const messages = votes.map(({ message, number }) => {
        if (!message) throw new Error(`line ${number} cannot travel over gRPC`)
        return message
      })
      try {
        const outcomes = await client.castVotes(messages)
        if (outcomes.length === votes.length) return outcomes
        throw new Error(`the gRPC server answered ${outcomes.length} outcomes to ${votes.length} votes`)
      } catch (error) {
        if (!(error instanceof CallFault)) throw error
        if (error.code === 'too_large' && votes.length === 1) return tooLarge(votes)
        if (error.code === 'unavailable' || error.code === 'full' || error.code === 'rate_limited')
          throw failureOf(error, address)
        throw error
      }
    },
    async castVote(vote) {
      try {
        return { status: 'accepted', ...(await client.castVote(vote)) }
      } catch (error) {
        if (!(error instanceof CallFault)) throw error
        const fault = connectionFault(error)
        const message = fault?.isConnected === false ? notReached(address, fault.reason, '--to') : error.message
        return answerOf(error.code, message, error.errors, vote.id)
      }
    },
    close: () => client.close(),
  }
}

function failureOf(error: CallFault, address: string): RequestFailed {
  const { reason, isConnected = true } = connectionFault(error) ?? {}
  const message = reason === undefined ? `the gRPC server: ${error.message}` : notReached(address, reason, '--grpc')
  return new RequestFailed(message, { retryAfterMs: error.retryAfterMs, isConnected })
}
