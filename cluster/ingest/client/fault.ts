import { type BatchFaultCode, type Code, codes, type Fault } from '@aplauso/proto'
import { type ServiceError, status as statusNumbers } from '@grpc/grpc-js'
import { detailsTrailer } from '../grpc/status.ts'
import { statusCodec } from '../grpc/wire.ts'

/** A call that the door refused or that failed. */
export class CallFault extends Error {
  /** The contract's code. A call that never reached the door, or got no answer in time, is `unavailable`. */
  readonly code: Code
  /** The gRPC status number. */
  readonly status: number
  /** The faults of the vote's fields, where `code` is `invalid`. */
  readonly errors: readonly Fault[]
  /** The vote's id where the door named it: send the vote again with it. */
  readonly id: string | undefined
  /** How long the door asks to wait before the next attempt. */
  readonly retryAfterMs: number | undefined

  constructor(status: number, message: string, details: Details) {
    super(message)
    this.name = 'CallFault'
    this.status = status
    this.code = details.code ?? codeOfStatus(status, message)
    this.errors = details.errors
    this.id = details.id
    this.retryAfterMs = details.retryAfterMs
  }
}

interface Details {
  code?: Code
  errors: readonly Fault[]
  id?: string
  retryAfterMs?: number
}

/** The fault of a failed call, with the details that its trailer carries. */
export function toCallFault(error: ServiceError): CallFault {
  return new CallFault(error.code, error.details || error.message, readDetails(error))
}

/** What a status without our details means: it comes from gRPC itself, or from something between. */
function codeOfStatus(status: number, message: string): Code {
  switch (status) {
    case statusNumbers.RESOURCE_EXHAUSTED:
      // The same status means a server that is overloaded, as grpc-js reports it for a stream reset by HTTP/2's
      // ENHANCE_YOUR_CALM. That vote may be sent again; one that is too large may not.
      return /larger than|exceeds/.test(message) ? 'too_large' : 'unavailable'
    case statusNumbers.UNIMPLEMENTED:
      return 'not_found'
    case statusNumbers.UNAUTHENTICATED:
      return 'unauthenticated'
    case statusNumbers.INVALID_ARGUMENT:
      return 'invalid'
    case statusNumbers.INTERNAL:
      return 'internal'
    default:
      return 'unavailable'
  }
}

function readDetails({ metadata }: ServiceError): Details {
  const [trailer] = metadata?.get(detailsTrailer) ?? []
  const details: Details = { errors: [] }
  if (!Buffer.isBuffer(trailer)) return details
  const { details: list } = statusCodec('Status').decode(trailer) as StatusMessage
  for (const { typeUrl, value } of list) {
    const name = typeUrl.slice(typeUrl.lastIndexOf('.') + 1)
    if (name === 'ErrorInfo') {
      const { reason, metadata: extra } = statusCodec(name).decode(value) as ErrorInfoMessage
      const code = codes.find((known) => known === reason)
      if (code) details.code = code
      if (extra?.id) details.id = extra.id
    } else if (name === 'BadRequest') {
      const { fieldViolations } = statusCodec(name).decode(value) as BadRequestMessage
      details.errors = fieldViolations.map(({ field = '', reason, description }) => ({
        field,
        code: reason,
        message: description,
      }))
    } else if (name === 'RetryInfo') {
      const { retryDelay } = statusCodec(name).decode(value) as RetryInfoMessage
      details.retryAfterMs = Number(retryDelay?.seconds ?? 0) * 1000
    }
  }
  return details
}

interface StatusMessage {
  readonly details: readonly { readonly typeUrl: string; readonly value: Buffer }[]
}
interface ErrorInfoMessage {
  readonly reason: string
  readonly metadata?: Readonly<Record<string, string>>
}
interface BadRequestMessage {
  readonly fieldViolations: readonly {
    readonly field?: string
    readonly reason: BatchFaultCode
    readonly description: string
  }[]
}
interface RetryInfoMessage {
  readonly retryDelay?: { readonly seconds?: string }
}
