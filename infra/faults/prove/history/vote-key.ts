import { createHash } from 'node:crypto'

/** What a vote says, in the form in which it is stored. */
export interface Contents {
  readonly contest: string
  readonly band: string
  readonly album: string
  readonly year: number
  readonly rank: number
}

const separator = '\u001f'

/** The key under which the contract counts a vote; written here again, since the product's own may be what is wrong. */
export function voteKeyOf(id: string, { contest, band, album, year, rank }: Contents): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([band, album, year, rank]))
    .digest('base64url')
  return ['u', contest, id, digest].join(separator)
}

/** The id in a vote key; undefined where the text is not in the form of a key. */
export function idInKey(key: string): string | undefined {
  const [kind, contest, id, digest, ...rest] = key.split(separator)
  return kind === 'u' && contest && digest && rest.length === 0 ? id : undefined
}
