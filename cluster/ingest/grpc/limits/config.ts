import { flag, port, wholeNumber } from '@aplauso/process'
import { limits } from '@aplauso/proto'
import { z } from 'zod'

const mebibyte = 1024 * 1024
const dayMs = 86_400_000

/** Where the gRPC server listens and what it grants its callers. Times are in milliseconds, sizes in bytes. */
export const grpcConfig = z.object({
  /** The address that the gRPC server listens on: for this machine alone by default, in a container `0.0.0.0`. */
  GRPC_HOST: z.string().default('127.0.0.1'),
  /** Its port; 0: any free one. */
  GRPC_PORT: port.default(50_051),
  /**
   * A larger message is refused by gRPC itself. Well above the contract's limit by default, so that a message a little
   * too large is answered by us, with details.
   */
  GRPC_MAX_MESSAGE_BYTES: wholeNumber(limits.requestBytes, 16 * mebibyte).default(2 * limits.requestBytes),
  /** Open calls of one connection; clients wait with more. Fifty connections then cannot use up the places of all. */
  GRPC_MAX_STREAMS: wholeNumber(1, 100_000).default(100),
  /** Connections; more are closed as they come. */
  GRPC_MAX_CONNECTIONS: wholeNumber(1, 100_000).default(5_000),
  /**
   * Open calls of all connections together, of which streams have half at most. For more, silent ones end, those of the
   * client who has most first; where none is silent, more are refused with `full`.
   */
  GRPC_MAX_CALLS: wholeNumber(1, 1_000_000).default(10_000),
  /**
   * Memory for messages that are being judged and stored, 1 KiB and its bytes for each vote, less for the shortest; calls
   * beyond it are refused with `full` before they are read, streams wait. A client alone has half of it, beyond that each
   * an equal share. The default is a little more than the log's queue takes.
   */
  GRPC_MAX_PENDING_BYTES: wholeNumber(4 * mebibyte, 4_096 * mebibyte).default(24 * mebibyte),
  /** Memory for all bytes on their way in and out; beyond it connections that hold it are cut. */
  GRPC_MAX_BUFFERED_BYTES: wholeNumber(16 * mebibyte, 16_384 * mebibyte).default(256 * mebibyte),
  /** After this time (a tenth more or less) a connection takes no new calls and the client opens another; 0: never. */
  GRPC_MAX_CONNECTION_AGE_MS: wholeNumber(0, dayMs).default(1_800_000),
  /** How long the open calls of such a connection may still take; streams are asked to end after half of it. */
  GRPC_MAX_CONNECTION_AGE_GRACE_MS: wholeNumber(1_000, dayMs).default(60_000),
  /** A connection without calls is closed after this time; 0: never. */
  GRPC_MAX_CONNECTION_IDLE_MS: wholeNumber(0, dayMs).default(300_000),
  /** Clients are asked this often whether they are still there. */
  GRPC_KEEPALIVE_TIME_MS: wholeNumber(1_000, dayMs).default(60_000),
  /** A client that does not answer within this time is gone. */
  GRPC_KEEPALIVE_TIMEOUT_MS: wholeNumber(100, 600_000).default(20_000),
  /**
   * Whether clients connect directly, so that the address of a connection is its client's own: then each address has a
   * share, instead of each connection. Not behind a load balancer.
   */
  GRPC_DIRECT_CLIENTS: flag.default(false),
  /** Lists the methods to tools such as grpcurl. */
  GRPC_REFLECTION: flag.default(false),
})

export type GrpcConfig = z.output<typeof grpcConfig>
