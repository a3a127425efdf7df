import { errorDomain, type Fault, type GrpcCode, grpcStatuses, httpAnswers } from '@aplauso/proto'
import { Metadata, type StatusObject } from '@grpc/grpc-js'
import { statusCodec } from './wire.ts'

/** What a call is refused or failed with. */
export interface CallFailure {
  readonly code: GrpcCode
  readonly errors?: readonly Fault[]
  /** The vote's id, where there is one: with it the caller can try again safely. */
  readonly id?: string
  /** A sentence for people, where the code's own says too little. */
  readonly message?: string
}

/** The trailer that carries Google's error details. Source: https://grpc.io/docs/guides/error/ */
export const detailsTrailer = 'grpc-status-details-bin'

/** Codes whose answer names a time after which to try again. */
const retried: readonly GrpcCode[] = ['full', 'rate_limited']

/** The one place that makes gRPC statuses: number, sentence, and details in the trailer. */
export function statusOf(failure: CallFailure): StatusObject {
  const { code, errors = [], id } = failure
  const status = grpcStatuses[code]
  const message = failure.message ?? (errors.map((fault) => fault.message).join('; ') || httpAnswers[code].title)
  const details = [
    detail('ErrorInfo', { reason: code, domain: errorDomain, metadata: id === undefined ? {} : { id } }),
    ...(code === 'invalid' ? [detail('BadRequest', { fieldViolations: errors.map(violation) })] : []),
    ...(retried.includes(code)
      ? [detail('RetryInfo', { retryDelay: { seconds: httpAnswers[code].retryAfterSeconds } })]
      : []),
  ]
  const metadata = new Metadata()
  metadata.set(detailsTrailer, statusCodec('Status').encode({ code: status, message, details }))
  // Clients that retry by policy know this trailer, not RetryInfo.
  if (retried.includes(code))
    metadata.set('grpc-retry-pushback-ms', String(1000 * (httpAnswers[code].retryAfterSeconds ?? 0)))
  return { code: status, details: message, metadata }
}

function detail(name: string, message: object) {
  return { typeUrl: `type.googleapis.com/google.rpc.${name}`, value: statusCodec(name).encode(message) }
}

function violation({ field, code, message }: Fault) {
  return { field, description: message, reason: code }
}
