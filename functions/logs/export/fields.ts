import type { LoggedVote } from '@aplauso/proto'
import type { ArchivedVote } from '@aplauso/stores'

/** A vote as exports show it: what the log shows, and when it was archived (RFC 3339). */
export interface ExportedVote extends LoggedVote {
  readonly archivedAt: string
}

/** The columns, in order. */
export const exportFields = [
  'contest',
  'name',
  'album',
  'year',
  'rank',
  'channel',
  'at',
  'status',
  'archivedAt',
] as const satisfies readonly (keyof ExportedVote)[]

export function exportedVote({ vote, archivedAtMs }: ArchivedVote): ExportedVote {
  return { ...vote, archivedAt: new Date(archivedAtMs).toISOString() }
}
