import type { BatchFaultCode, Outcome } from '@aplauso/proto'

/** An outcome's message: protobuf leaves out what is empty. */
export interface OutcomeMessage {
  readonly status?: string
  readonly id?: string
  readonly contest?: string
  readonly errors: readonly { readonly field?: string; readonly code?: string; readonly message?: string }[]
  readonly code?: string
}

/** An outcome in the contract's shape, the same as over HTTP. */
export function toOutcome({ status, id = '', contest = '', errors, code }: OutcomeMessage): Outcome {
  switch (status) {
    case 'accepted':
      return { status, id, contest }
    case 'refused':
      return {
        status,
        errors: errors.map((fault) => ({
          field: fault.field ?? '',
          code: fault.code as BatchFaultCode,
          message: fault.message ?? '',
        })),
      }
    default:
      return { status: 'failed', id, code: code === 'full' ? 'full' : 'unavailable' }
  }
}
