import type { Code } from './codes.ts'

/** Codes that only HTTP can produce. */
export type HttpOnlyCode = 'malformed' | 'method_not_allowed' | 'timeout' | 'unsupported_media_type'

export type GrpcCode = Exclude<Code, HttpOnlyCode>

/**
 * The one mapping of codes to gRPC status numbers.
 * Source: https://grpc.io/docs/guides/status-codes/
 */
export const grpcStatuses: Readonly<Record<GrpcCode, number>> = {
  invalid: 3,
  unknown_contest: 5,
  too_large: 8,
  rate_limited: 8,
  full: 8,
  contest_not_open: 9,
  contest_closed: 9,
  not_found: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
}

/** The domain of every ErrorInfo detail. */
export const errorDomain = 'aplauso'
