import { limits } from './limits.ts'
import { digestCharacters } from './record/bytes.ts'
import type { Channel } from './record/channel.ts'

/** What a field of a record holds, by its type in the table. */
interface Values {
  version: 1
  text: string
  number: number
  whole: number
  channel: Channel
  /** RFC 3339 UTC with milliseconds */
  moment: string
}

/** How a record holds a field. */
export type FieldType = keyof Values

/** What callers send in a field, and how it is judged. */
interface Sent {
  /** its place in the order in which faults are reported */
  readonly place: number
  readonly required: boolean
  /** `text` is settled (NFC, white space), `token` is judged as sent, `number` is a number or its text */
  readonly as: 'text' | 'token' | 'number'
  readonly maxCodePoints?: number
  /** whether the page's ballot has it */
  readonly ballot: 'always' | 'optional' | 'never'
}

/** How far a field goes. What is exported is public too, and what is public is archived. */
type Reach =
  | { readonly archived: true; readonly public: true; readonly exported: boolean }
  | { readonly archived: boolean; readonly public: false; readonly exported: false }

type VoteField = Reach & {
  readonly type: FieldType
  /** absent: the door sets it */
  readonly sent?: Sent
  /** `if sent`: records leave it out where the caller did */
  readonly inRecord: 'always' | 'if sent'
  /** the most that a door writes; a record with more is a dead letter */
  readonly maxCodePoints?: number
}

const everywhere = { archived: true, public: true, exported: true } as const
const archiveOnly = { archived: true, public: false, exported: false } as const

/** Length of `YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+HH:MM`. */
const castAtCharacters = 35

/**
 * The fields of a vote, in the record's order. Whatever handles a vote field by field reads this table: the rules, the
 * record and its reader, both archives, the log and its exports, the descriptions of the APIs, the ballot. A field that is
 * added here does not compile until each place that needs more than the table says has it too.
 */
export const voteFields = {
  v: { type: 'version', inRecord: 'always', ...archiveOnly },
  contest: {
    type: 'text',
    sent: { place: 6, required: false, as: 'token', maxCodePoints: limits.contestCodePoints, ballot: 'always' },
    inRecord: 'always',
    maxCodePoints: limits.contestCodePoints,
    ...everywhere,
  },
  id: {
    type: 'text',
    sent: { place: 5, required: false, as: 'token', maxCodePoints: limits.idCodePoints, ballot: 'always' },
    inRecord: 'always',
    maxCodePoints: limits.idCodePoints,
    ...archiveOnly,
  },
  /** the band */
  name: {
    type: 'text',
    sent: { place: 1, required: true, as: 'text', maxCodePoints: limits.nameCodePoints, ballot: 'always' },
    inRecord: 'always',
    maxCodePoints: limits.nameCodePoints,
    ...everywhere,
  },
  album: {
    type: 'text',
    sent: { place: 2, required: true, as: 'text', maxCodePoints: limits.nameCodePoints, ballot: 'always' },
    inRecord: 'always',
    maxCodePoints: limits.nameCodePoints,
    ...everywhere,
  },
  year: {
    type: 'number',
    sent: { place: 3, required: true, as: 'number', ballot: 'always' },
    inRecord: 'always',
    ...everywhere,
  },
  rank: {
    type: 'number',
    sent: { place: 4, required: true, as: 'number', ballot: 'always' },
    inRecord: 'always',
    ...everywhere,
  },
  /** sent: an opaque text; in the record: its base64url HMAC-SHA-256 */
  voter: {
    type: 'text',
    sent: { place: 7, required: false, as: 'text', maxCodePoints: limits.voterCodePoints, ballot: 'never' },
    inRecord: 'if sent',
    maxCodePoints: digestCharacters,
    ...archiveOnly,
  },
  /** the client's time, as sent */
  castAt: {
    type: 'text',
    sent: { place: 8, required: false, as: 'token', ballot: 'never' },
    inRecord: 'if sent',
    maxCodePoints: castAtCharacters,
    ...archiveOnly,
  },
  /** the contest's revision that judged the vote */
  rules: { type: 'whole', inRecord: 'always', ...archiveOnly },
  channel: { type: 'channel', inRecord: 'always', ...everywhere },
  /** the door's time */
  at: { type: 'moment', inRecord: 'always', ...everywhere },
} as const satisfies Readonly<Record<string, VoteField>>

type Table = typeof voteFields

/** The fields whose rows in the table are such. */
type Where<Row> = { [Name in keyof Table]: Table[Name] extends Row ? Name : never }[keyof Table]

/** A field of a record. */
export type RecordField = keyof Table
type OptionalField = Where<{ readonly inRecord: 'if sent' }>
export type ArchivedField = Where<{ readonly archived: true }>
export type PublicField = Where<{ readonly public: true }>
export type ExportedField = Where<{ readonly exported: true }>

/** A field that callers send. */
export type Field = Where<{ readonly sent: Sent }>
export type RequiredField = Where<{ readonly sent: { readonly required: true } }>
export type TextField = Where<{ readonly sent: { readonly as: 'text' } }>
export type TokenField = Where<{ readonly sent: { readonly as: 'token' } }>
export type NumberField = Where<{ readonly sent: { readonly as: 'number' } }>

type ValueOf<Name extends RecordField> = Values[Table[Name]['type']]

type AlwaysThere = { readonly [Name in Exclude<RecordField, OptionalField>]: ValueOf<Name> }
type ThereIfSent = { readonly [Name in OptionalField]?: ValueOf<Name> }

/** A record of the topic `votes`. */
export interface VoteRecord extends AlwaysThere, ThereIfSent {}

/** What a page sends of a vote, as text. */
type BallotTexts = { readonly [Name in Where<{ readonly sent: { readonly ballot: 'always' } }>]: string }
type MoreBallotTexts = {
  readonly [Name in Where<{ readonly sent: { readonly ballot: 'optional' } }>]?: string | undefined
}
export interface BallotFields extends BallotTexts, MoreBallotTexts {}

/** Every member of a type, the optional ones too: an object that forgets one does not compile. */
export type Complete<Type> = { readonly [Name in keyof Type]-?: Type[Name] | undefined }

/** A record's fields, in its order. */
export const recordFields = Object.keys(voteFields) as readonly RecordField[]

export const archivedFields = recordFields.filter((name): name is ArchivedField => voteFields[name].archived)
export const publicFields = recordFields.filter((name): name is PublicField => voteFields[name].public)
export const exportedFields = recordFields.filter((name): name is ExportedField => voteFields[name].exported)

/** The fields that callers send, in the order in which their faults are reported. */
export const fields: readonly Field[] = recordFields
  .filter((name): name is Field => 'sent' in voteFields[name])
  .sort((one, other) => sentField(one).place - sentField(other).place)

/** The fields of a ballot. */
export const ballotFields = fields.filter(
  (name): name is keyof BallotFields & Field => sentField(name).ballot !== 'never',
)

/** A field's row of the table. */
export function fieldOf(name: RecordField): VoteField {
  return voteFields[name]
}

/** What callers send in a field. */
export function sentField(name: Field): Sent {
  return voteFields[name].sent
}
