import {
  type BallotFields,
  builtInContests,
  type Complete,
  defaultContest,
  entropyHexDigits,
  type Fault,
  type JudgedVote,
  judgeVote,
  uuidV7,
} from '@aplauso/proto'

/** What the voter chose and wrote, as the form holds it. */
export type Draft = Omit<BallotFields, 'id' | 'contest'>

/** One vote, which is sent under the same id each time. */
export interface Ballot extends BallotFields {}

export type Filled =
  | { readonly ballot: Ballot; readonly faults?: undefined }
  | { readonly ballot?: undefined; readonly faults: readonly Fault[] }

/**
 * Makes a ballot of a draft, or reports every fault at once, by the doors' own rules. Names are sent in the form in
 * which they are counted, so that the page finds their bar. A decimal comma becomes a point.
 */
export function fillBallot(draft: Draft, contest: string, id: string): Filled {
  const year = draft.year.trim()
  const rank = draft.rank.trim().replace(',', '.')
  // The page does not know the range of a contest that is not built in: the door judges it.
  const known = builtInContests(contest)
  const rules = known ?? { ...defaultContest, id: contest, rank: { kind: 'score', ...anyRange } as const }
  const judged = judgeVote({ ...absentWhereEmpty({ ...draft, year, rank }), id, contest }, { contests: () => rules })
  if (judged.verdict !== 'keeps_rules') return { faults: judged.errors }
  const { name, album }: JudgedVote = judged.vote
  return { ballot: { id, contest, name, album, year, rank } satisfies Complete<Ballot> }
}

const anyRange = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }

/** An empty field counts as missing: "is required" is the better message. */
function absentWhereEmpty(draft: Draft): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(draft).filter(([, text]) => text.trim() !== ''))
}

/** A new ballot's id, a UUID. Unlike `crypto.randomUUID` it works without a secure context. */
export function newBallotId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(entropyHexDigits / 2)))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return uuidV7(Date.now(), hex.slice(0, entropyHexDigits), 0)
}
