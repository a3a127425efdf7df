import { edgeClient } from '../edge-client.ts'
import { grpcClient } from '../grpc-client.ts'
import { RequestFailed, type VoteClient } from '../vote-client.ts'
import type { PreparedVote } from './prepared-vote.ts'

/** Names that callers elsewhere still use. */
export type Ballot = PreparedVote
export type Door = VoteClient
export { edgeClient as edgeDoor, grpcClient as grpcDoor, RequestFailed as DoorUnavailable }
