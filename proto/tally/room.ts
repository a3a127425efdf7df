import { utf8 } from '../record/bytes.ts'
import type { ContestIncrements, Increments } from './increments.ts'
import { overflowFields } from './keys.ts'

/** The counters whose fields are names that anybody may make up, in the order in which they get room. */
export const namedKinds = ['bands', 'albums', 'ranks'] as const

export type NamedKind = (typeof namedKinds)[number]

/** What the names of one contest may take in the tally. */
export interface TallyRoom extends Readonly<Record<NamedKind, number>> {
  /** UTF-8 bytes of all names together */
  readonly nameBytes: number
}

export const tallyRoom: TallyRoom = { bands: 10_000, albums: 25_000, ranks: 100_000, nameBytes: 4 * 1024 * 1024 }

/** What the names of a contest take. */
export interface RoomTaken {
  readonly nameBytes: number
  /** fields of a kind; infinite where it has an overflow field: no name gets a field there any more */
  fields(kind: NamedKind): number
}

/** Says which new names get a field of their own. A kind that was full once takes none any more, so that a field has all votes of its name. */
export class NameRoom {
  readonly #room: TallyRoom
  readonly #taken: RoomTaken
  readonly #fields = new Map<NamedKind, number>()
  #nameBytes: number

  constructor(room: TallyRoom, taken: RoomTaken) {
    this.#room = room
    this.#taken = taken
    this.#nameBytes = taken.nameBytes
  }

  /** UTF-8 bytes of all names that have a field. */
  get nameBytes(): number {
    return this.#nameBytes
  }

  /** Whether a name that has no field gets one; it then has it. */
  takes(kind: NamedKind, field: string): boolean {
    const fields = this.#fields.get(kind) ?? this.#taken.fields(kind)
    const nameBytes = this.#nameBytes + utf8(field).length
    const fits = fields < this.#room[kind] && nameBytes <= this.#room.nameBytes
    this.#fields.set(kind, fits ? fields + 1 : Number.POSITIVE_INFINITY)
    if (fits) this.#nameBytes = nameBytes
    return fits
  }
}

/** The sums of a tally that is made anew: the names with most votes get fields, the votes of the others are added up. */
export function withinRoom(increments: Increments, room: TallyRoom): Increments {
  return new Map([...increments].map(([contest, kinds]) => [contest, fieldsWithin(kinds, room)]))
}

function fieldsWithin(kinds: ContestIncrements, room: TallyRoom): ContestIncrements {
  const names = namedKinds.flatMap((kind) => [...kinds[kind]].map(([field, votes]) => ({ kind, field, votes })))
  // The sort is stable, so that of equals the kinds come in their order.
  names.sort((a, b) => b.votes - a.votes)
  const nameRoom = new NameRoom(room, { nameBytes: 0, fields: () => 0 })
  const within: Record<NamedKind, Map<string, number>> = { bands: new Map(), albums: new Map(), ranks: new Map() }
  for (const { kind, field, votes } of names) {
    const counter = within[kind]
    const own = nameRoom.takes(kind, field) ? field : overflowFields[kind]
    counter.set(own, (counter.get(own) ?? 0) + votes)
  }
  return { ...kinds, ...within }
}

/**
 * What is summed elsewhere, under the fields that a tally has: what has no field there is in its overflow field, where it
 * has one.
 */
export function underFieldsOf(
  tally: ReadonlyMap<string, number>,
  kind: NamedKind,
  sums: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const overflow = overflowFields[kind]
  if (!tally.has(overflow)) return sums
  const gathered = new Map<string, number>()
  for (const [field, votes] of sums) {
    const own = tally.has(field) ? field : overflow
    gathered.set(own, (gathered.get(own) ?? 0) + votes)
  }
  return gathered
}
