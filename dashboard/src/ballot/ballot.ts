import {
  builtInContests,
  defaultContest,
  entropyHexDigits,
  type Fault,
  type JudgedVote,
  judgeVote,
  uuidV7,
} from '@aplauso/proto'

/** What the voter chose and wrote, as it stands in the form. */
export interface Draft {
  readonly name: string
  readonly album: string
  readonly year: string
  readonly rank: string
}

/** One vote as it is sent, and sent again, under its id. */
export interface Ballot extends Draft {
  readonly id: string
  readonly contest: string
}

export type Filled =
  | { readonly ballot: Ballot; readonly faults?: undefined }
  | { readonly ballot?: undefined; readonly faults: readonly Fault[] }

/**
 * Makes a ballot of a draft, or tells all its faults by the very rules of the doors. Names go out in the form in which
 * they are counted, so that the page finds the bar that will move. A decimal comma is taken for a point.
 */
export function fillBallot(draft: Draft, contest: string, id: string): Filled {
  const year = draft.year.trim()
  const rank = draft.rank.trim().replace(',', '.')
  // The rules of a contest that is not built in are the door's to judge; only its range is not known here.
  const known = builtInContests(contest)
  const rules = known ?? { ...defaultContest, id: contest, rank: { kind: 'score', ...anyRange } as const }
  const judged = judgeVote({ ...absentWhereEmpty({ ...draft, year, rank }), id, contest }, { contests: () => rules })
  if (judged.verdict !== 'keeps_rules') return { faults: judged.errors }
  const { name, album }: JudgedVote = judged.vote
  return { ballot: { id, contest, name, album, year, rank } }
}

const anyRange = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }

/** A field left empty is one not given: "is required" says it better than "is empty". */
function absentWhereEmpty(draft: Draft): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(draft).filter(([, text]) => text.trim() !== ''))
}

/** An id for a new ballot: a UUID, also where the page has no secure context. */
export function newBallotId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(entropyHexDigits / 2)))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return uuidV7(Date.now(), hex.slice(0, entropyHexDigits), 0)
}
