import { CallFault, type ConnectOptions, connect } from '@aplauso/ingest/client'
import { type Door, DoorUnavailable, tooLarge } from './door.ts'

/** The gRPC door at `address` (`host:port`, or several with commas). It takes only ballots that have a message. */
export function grpcDoor(address: string, options: ConnectOptions = {}): Door {
  const client = connect(address, options)
  return {
    name: 'grpc',
    async cast(ballots) {
      const votes = ballots.map(({ message, number }) => {
        if (!message) throw new Error(`line ${number} cannot travel over gRPC`)
        return message
      })
      try {
        const outcomes = await client.castVotes(votes)
        if (outcomes.length !== votes.length)
          throw new Error(`the gRPC door answered ${outcomes.length} outcomes to ${votes.length} votes`)
        return outcomes
      } catch (error) {
        if (!(error instanceof CallFault)) throw error
        if (error.code === 'too_large' && votes.length === 1) return tooLarge(ballots)
        if (error.code === 'unavailable' || error.code === 'full' || error.code === 'rate_limited')
          throw new DoorUnavailable(`the gRPC door: ${error.message}`, error.retryAfterMs)
        throw error
      }
    },
    close: () => client.close(),
  }
}
