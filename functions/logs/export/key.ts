import { hash, timingSafeEqual } from 'node:crypto'

/** Digests are compared, which have one length whatever was sent, in a time that tells nothing. */
const digest = (text: string) => hash('sha256', text, 'buffer')

/** Whether an `Authorization` header brings the key (`Bearer`, RFC 6750). */
export function bringsKey(authorization: string | undefined, key: string): boolean {
  const token = /^bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(token), digest(key))
}
