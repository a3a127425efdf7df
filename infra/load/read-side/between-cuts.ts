import type { VoteLogView } from '@aplauso/stores'
import { faceOf } from './distinct-votes.ts'

/** A cut, as a cursor holds it. */
interface Cut {
  readonly incarnation: string
  readonly positions: readonly number[]
}

function cutIn(cursor: string): Cut {
  const { i, p } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as { i: string; p: number[] }
  return { incarnation: i, positions: p }
}

const maxRows = 1_000_000

/** Reads what the archive holds between two cursors of one incarnation, without the API; `null` is the log's start. */
export async function betweenCuts(view: VoteLogView, lower: string | null, upper: string): Promise<string[]> {
  const above = cutIn(upper)
  const below = lower === null ? undefined : cutIn(lower)
  const all = await view.rows({
    incarnation: above.incarnation,
    stretches: above.positions.map((end, partition) => ({
      partition,
      from: below?.positions[partition] ?? 0,
      below: end,
      limit: maxRows,
    })),
    order: 'ascending',
    filter: {},
  })
  return all.flat().map(({ vote }) => faceOf(vote))
}

/** How two lists of votes differ: missing from `found`, and repeated or unexpected there. */
export function differences(
  expected: readonly string[],
  found: readonly string[],
): { missing: number; repeated: number } {
  const left = new Map<string, number>()
  for (const face of expected) left.set(face, (left.get(face) ?? 0) + 1)
  let repeated = 0
  for (const face of found) {
    const count = left.get(face) ?? 0
    if (count === 0) repeated += 1
    else left.set(face, count - 1)
  }
  return { missing: [...left.values()].reduce((sum, count) => sum + count, 0), repeated }
}
