import type { Collection, Filter } from 'mongodb'
import type { LetterBook, LetterFate, Places, RedrivenPlace } from '../ports/letter-book.ts'
import { type Source, sourceOf, sourceText } from '../ports/source.ts'
import type { FateDocument, RejectDocument, VoteDocument } from './documents.ts'
import type { Engine } from './engine.ts'
import { insertUnordered } from './insert.ts'
import type { LastingClient } from './lasting-client.ts'

interface Collections {
  readonly votes: Collection<VoteDocument>
  readonly rejects: Collection<RejectDocument>
  readonly fates: Collection<FateDocument>
}

type OfRedriven = Pick<VoteDocument & RejectDocument, 'source' | 'letter'>

const cursorBatch = 5_000

/** The archive's part of redriving, in MongoDB. */
export class MongoLetterBook implements LetterBook {
  readonly #client: LastingClient<Collections>
  readonly #engine: () => Promise<Engine['engine']>

  constructor(client: LastingClient<Collections>, engine: () => Promise<Engine['engine']>) {
    this.#client = client
    this.#engine = engine
  }

  async rejectedForThemselves({ incarnation, partition, from, below }: Places): Promise<ReadonlySet<number>> {
    const place = {
      'source.incarnation': { $eq: incarnation },
      'source.partition': { $eq: partition },
      'source.offset': { $gte: from, $lt: below },
    }
    const filter = { ...place, reason: { $in: ['dead', 'unparsable'] } } as Filter<RejectDocument>
    const offsets = await this.#client.ask(async ({ rejects }) => {
      const found = await rejects.find(filter, { projection: { 'source.offset': 1 } }).toArray()
      return found.map(({ source }) => source.offset)
    })
    if (offsets.length === 0) return new Set()
    const rows = await this.#client.ask(({ votes }) =>
      votes.find(place as Filter<VoteDocument>, { projection: { 'source.offset': 1 } }).toArray(),
    )
    const counted = new Set(rows.map(({ source }) => source.offset))
    return new Set(offsets.filter((offset) => !counted.has(offset)))
  }

  async decideFate(letter: Source, fate: LetterFate): Promise<LetterFate> {
    const _id = sourceText(letter)
    return this.#client.ask(async ({ fates }) => {
      const there = await insertUnordered(fates, [{ _id, fate, decidedAt: new Date() }])
      return there.length === 0 ? fate : ((await fates.findOne({ _id }))?.fate ?? fate)
    })
  }

  async fates(): Promise<ReadonlyMap<string, LetterFate>> {
    const rows = await this.#client.ask(({ fates }) => fates.find().toArray())
    return new Map(rows.map(({ _id, fate }) => [_id, fate]))
  }

  async redriven(): Promise<readonly RedrivenPlace[]> {
    const options = { projection: { source: 1, letter: 1 }, batchSize: cursorBatch }
    // FerretDB reads through everything before it answers: there all documents stream by instead, in batches.
    const filter = (await this.#engine()) === 'FerretDB' ? {} : { letter: { $exists: true } }
    const places: RedrivenPlace[] = []
    for (const name of ['votes', 'rejects'] as const) {
      const rows = this.#client.read<OfRedriven>((collections) =>
        (collections[name] as unknown as Collection<VoteDocument>).find(filter, options),
      )
      for await (const row of rows) places.push(...placeOf(row))
    }
    return places
  }
}

function placeOf({ source, letter }: OfRedriven): RedrivenPlace[] {
  const from = letter === undefined ? undefined : sourceOf(letter)
  return from ? [{ letter: from, source }] : []
}
