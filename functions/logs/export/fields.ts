import { type ExportedField, exportedFields, type LoggedVote, pickFields } from '@aplauso/proto'
import type { ArchivedVote } from '@aplauso/stores'

/** A vote as exports show it: what the log shows, and when it was archived (RFC 3339). */
export interface ExportedVote extends Pick<LoggedVote, ExportedField | 'status'> {
  readonly archivedAt: string
}

const ofVote = [...exportedFields, 'status'] as const

/** The columns, in order. */
export const exportFields = [...ofVote, 'archivedAt'] as const satisfies readonly (keyof ExportedVote)[]

export function exportedVote({ vote, archivedAtMs }: ArchivedVote): ExportedVote {
  return { ...pickFields(vote, ofVote), archivedAt: new Date(archivedAtMs).toISOString() }
}
