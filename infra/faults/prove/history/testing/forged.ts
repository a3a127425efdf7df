import { channels } from '@aplauso/proto'
import { type Fate, History } from '../history.ts'
import type { Observed } from '../observed.ts'
import { RowCheck } from '../row-check.ts'
import { add, channelField, fieldsOf, type Kind, kinds, type Sums } from '../sums.ts'
import { type Contents, voteKeyOf } from '../vote-key.ts'

/** What the attempts of a vote came to, in their order; by turns at the edge and at the gRPC door. */
export type Forged = readonly Fate[]

const idPrefix = 'forged-'

/** A history in which these votes, numbered from 1, were sent. */
export function historyOf(...votes: readonly Forged[]): History {
  const history = new History(idPrefix)
  for (const [at, attempts] of votes.entries()) {
    for (const [attempt, fate] of attempts.entries()) {
      history.note({ number: at + 1, contents: contentsOf(at + 1), door: channels[attempt % 2] ?? 'edge', fate })
    }
  }
  return history
}

/** What a vote of a number says: two bands, so that counters have more than one field. */
export function contentsOf(number: number): Contents {
  const [band, album, year] =
    number % 2 === 0 ? (['Alux Nahual', 'La Trampa', 1989] as const) : (['Bohemia', 'Sub', 1993] as const)
  return { contest: 'default', band, album, year, rank: number % 5 }
}

/** The key of the vote of a number. */
export function keyOf(number: number, contents = contentsOf(number)): string {
  return voteKeyOf(`${idPrefix}${number}`, contents)
}

/** What a system has that holds a row for each of the numbers, a repeated one repeatedly, and agrees in itself. */
export function observedOf(history: History, numbers: readonly number[], strangers: readonly string[] = []): Observed {
  const check = new RowCheck(history)
  for (const number of numbers) check.add(keyOf(number))
  for (const key of strangers) check.add(key)
  const sums = sumsOf(history, numbers)
  return {
    rows: check.findings(),
    counted: numbers.length + strangers.length,
    dead: 0,
    archive: shownBy(sums),
    tally: shownBy(sums),
    recount: { state: 'compared', differences: [] },
    results: shownBy(sums),
    log: sums,
  }
}

/** What a place shows that counted these numbers, each through the first door that it may have come in by. */
export function sumsOf(history: History, numbers: readonly number[], says = contentsOf): Required<Sums> {
  const sums = Object.fromEntries(kinds.map((kind) => [kind, new Map<string, number>()])) as Record<
    Kind,
    Map<string, number>
  >
  for (const number of numbers) {
    const contents = says(number)
    for (const [kind, field] of Object.entries(fieldsOf(contents))) add(sums[kind as Kind], field, 1)
    add(sums.channels, channelField(contents.contest, history.vote(number)?.doors[0] ?? 'edge'), 1)
  }
  return sums
}

/** The same with another number in one of the fields. */
export function withSum(sums: Sums, kind: Kind, by: number): Sums {
  const fields = sums[kind] ?? new Map<string, number>()
  const [[field, votes]] = [...fields] as [[string, number]]
  return { ...sums, [kind]: new Map([...fields, [field, votes + by]]) }
}

/** Years stand in the log alone. */
function shownBy({ years: _, ...sums }: Required<Sums>): Sums {
  return sums
}
