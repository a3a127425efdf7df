import type { LogPage } from '@aplauso/proto'
import type { Turn, VoteLogView } from '@aplauso/stores'
import { cursorOf } from './query/cursor.ts'
import type { PageQuery } from './query/page-query.ts'
import { type LogCut, lowerOf } from './walk/cut.ts'
import { LogWalk } from './walk/log-walk.ts'

/**
 * A page of the log. Without a cursor the newest votes; with `cursor` the ones before it; with `after` the oldest ones
 * behind it, so that whoever follows the log misses none however many come at once.
 * @param turn what each question to the archive waits for
 * @throws StoreUnavailable
 * @throws UnknownIncarnation where a cursor is of another log
 */
export async function readPage(
  view: VoteLogView,
  { limit, filter, cursor, after }: PageQuery,
  turn?: Turn,
): Promise<LogPage> {
  const walk = await LogWalk.begin(view, filter, turn)
  if (after) {
    const { votes, above } = await walk.newer(after, limit)
    return page(votes.reverse(), after, above)
  }
  const cut = cursor ?? walk.top
  if (!cut) return page([], null, null)
  const upper = walk.top?.incarnation === cut.incarnation ? lowerOf(cut, walk.top) : cut
  for await (const { votes, below } of walk.older(cut, limit)) {
    if (votes.length > 0 || below === null) return page(votes, below, upper)
  }
  return page([], null, upper)
}

type Votes = Awaited<ReturnType<LogWalk['newer']>>['votes']

function page(votes: Votes, lower: LogCut | null, upper: LogCut | null): LogPage {
  return {
    votes: votes.map(({ vote }) => vote),
    next: lower && cursorOf(lower),
    newest: upper && cursorOf(upper),
  }
}
