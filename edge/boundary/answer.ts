/** A vote that keeps the rules: its record's two parts (see `joinRecord`), and the voter as sent, who must be hashed. */
export interface AcceptedVote {
  readonly head: string
  readonly tail: string
  readonly voter?: string
}

/** What the app answers: as if every vote in `votes` were stored already, which is the gateway's part. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly votes: readonly AcceptedVote[]
  /** Our own bug, for the log: what was thrown. */
  readonly bug?: string
}

// JSON text never holds a raw control character, so this cannot occur in a part.
const partSeparator = '\u001f'

interface Head extends Omit<Answer, 'body' | 'votes'> {
  readonly count: number
  /** Absent where no vote names a voter. */
  readonly voters?: readonly (string | null)[]
}

/** An answer as one text: a line of JSON, a line for each vote, then the body. */
export function encodeAnswer({ body, votes, ...members }: Answer): string {
  const voters = votes.some(({ voter }) => voter !== undefined) && votes.map(({ voter }) => voter ?? null)
  const head: Head = { ...members, count: votes.length, ...(voters ? { voters } : {}) }
  const lines = votes.map((vote) => vote.head + partSeparator + vote.tail)
  return [JSON.stringify(head), ...lines, body].join('\n')
}

/** @throws Error if the text is not an answer */
export function decodeAnswer(text: string): Answer {
  let at = 0
  const line = () => {
    const end = text.indexOf('\n', at)
    if (end < 0) throw new Error('the answer ends too soon')
    const found = text.slice(at, end)
    at = end + 1
    return found
  }
  const { count, voters, ...members } = JSON.parse(line()) as Head
  const votes: AcceptedVote[] = []
  for (let index = 0; index < count; index += 1) {
    const [head, tail] = line().split(partSeparator)
    if (head === undefined || tail === undefined) throw new Error('a vote of the answer has no two parts')
    const voter = voters?.[index] ?? undefined
    votes.push(voter === undefined ? { head, tail } : { head, tail, voter })
  }
  return { ...members, votes, body: text.slice(at) }
}
