import { cursorOf } from '../logs/query/cursor.ts'

const cut = { incarnation: '1', positions: Array.from({ length: 12 }, () => 7) }
const cursor = cursorOf(cut)
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const refused: readonly (readonly [query: string, field: string, code: string])[] = [
  ['contest[$ne]=x', 'contest[$ne]', 'format'],
  ['$where=sleep(1000)', '$where', 'format'],
  ['__proto__=x', '__proto__', 'format'],
  ['constructor=x', 'constructor', 'format'],
  ['Contest=default', 'Contest', 'format'],
  [`${'x'.repeat(5_000)}=1`, 'x'.repeat(40), 'format'],
  ['contest=a&contest=b', 'contest', 'conflict'],
  ['contest=', 'contest', 'empty'],
  ['contest={"$ne":null}', 'contest', 'format'],
  ['contest=.*', 'contest', 'format'],
  ['contest=default%00', 'contest', 'format'],
  [`contest=${'x'.repeat(100_000)}`, 'contest', 'too_long'],
  ['band=', 'band', 'empty'],
  ['band=%20%20', 'band', 'empty'],
  ['band=a%00b', 'band', 'control_character'],
  ['band=%FF%FE', 'band', 'format'],
  [`band=${'x'.repeat(121)}`, 'band', 'too_long'],
  [`album=${'%F0%9F%8E%B8'.repeat(1_000)}`, 'album', 'too_long'],
  ['year=1899', 'year', 'out_of_range'],
  ['year=NaN', 'year', 'format'],
  ['year=1e3', 'year', 'format'],
  ['year=%7B%22$gt%22:0%7D', 'year', 'format'],
  ['rankMin=Infinity', 'rankMin', 'format'],
  ['rankMin=--1', 'rankMin', 'format'],
  ['rankMax=1.234', 'rankMax', 'format'],
  ['rankMax=9999999', 'rankMax', 'format'],
  ['rankMin=5&rankMax=4', 'rankMax', 'conflict'],
  ['channel=Edge', 'channel', 'format'],
  ['channel=edge|grpc', 'channel', 'format'],
  ['status=late', 'status', 'format'],
  ['from=yesterday', 'from', 'format'],
  ['from=2026-02-30T00:00:00Z', 'from', 'format'],
  ['from=1764072000000', 'from', 'format'],
  [`to=2026-01-01T00:00:00.${'0'.repeat(5_000)}Z`, 'to', 'format'],
  ['to=9999-12-31T23:59:59-23:59', 'to', 'out_of_range'],
  ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to', 'conflict'],
  ['limit[$gt]=', 'limit[$gt]', 'format'],
  ['limit=501', 'limit', 'out_of_range'],
  ['cursor=', 'cursor', 'format'],
  ['after=null', 'after', 'format'],
  [`cursor=${cursor}&after=${cursor}`, 'after', 'conflict'],
  ['band[$ne]=x', 'band[$ne]', 'format'],
  ['band[$regex]=.*&band[$options]=i', 'band[$regex]', 'format'],
  ['band.$gt=', 'band.$gt', 'format'],
  ['band[]=a', 'band[]', 'format'],
  ['filter={"$where":"sleep(1000)"}', 'filter', 'format'],
  ['%24or=[{}]', '$or', 'format'],
  ['contest={"$regex":".*"}', 'contest', 'format'],
  ['contest=/.*/i', 'contest', 'format'],
  ['rankMin[$gt]=0', 'rankMin[$gt]', 'format'],
  ['band=a&band=a', 'band', 'conflict'],
  ['year=1990&year=%7B%22$ne%22:0%7D', 'year', 'conflict'],
  ['from=2026-01-01T00:00:00Z&from=', 'from', 'conflict'],
  ['limit=20&limit=20', 'limit', 'conflict'],
  [`cursor=${cursor}&cursor=${cursor}`, 'cursor', 'conflict'],
  ['limit=1e3', 'limit', 'format'],
  [`limit=${'9'.repeat(5_000)}`, 'limit', 'out_of_range'],
  [`year=${'9'.repeat(5_000)}`, 'year', 'format'],
  [`rankMax=${'9'.repeat(5_000)}`, 'rankMax', 'format'],
  ['year=1e400', 'year', 'format'],
  ['from=%2B275760-09-13T00:00:00Z', 'from', 'format'],
  [`cursor=${cursor.slice(0, -2)}`, 'cursor', 'format'],
  [`cursor=${cursor}%00`, 'cursor', 'format'],
  [`after=${cursor.toLowerCase()}`, 'after', 'format'],
  [`cursor=${encoded({ i: { $ne: '' }, p: cut.positions })}`, 'cursor', 'format'],
  [`cursor=${encoded({ i: '1', p: cut.positions.map(() => ({ $gte: 0 })) })}`, 'cursor', 'format'],
  [`after=${encoded({ i: '1', p: cut.positions.map(() => -1) })}`, 'after', 'format'],
  [`cursor=${'A'.repeat(10_000)}`, 'cursor', 'format'],
]

const shownLength = 60

/**
 * Queries of the log that mean harm, or are merely wrong, each with the field and the code of its first fault; `shown` is
 * what a test's name shows of it.
 */
export const hostileQueries = refused.map(([query, field, code]) => ({
  shown: query.slice(0, shownLength),
  query,
  field,
  code,
}))
