/** A request's target may name the server too (RFC 9112, 3.2.2), in whatever text its client made up for a `Host`. */
const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i

/** What a request asks for. */
export interface Target {
  /** the path as sent, percent encoding and all; `/` where there is none */
  readonly path: string
  /** the query as sent, without its question mark */
  readonly query: string
}

/** Reads a request's target, whole or without its server. Takes any text, also what cannot be a URL. */
export function targetOf(url: string): Target {
  const [target = ''] = url.replace(authority, '').split('#')
  const [path = '', ...rest] = target.split('?')
  return { path: path || '/', query: rest.join('?') }
}

/** The address that a path names: one slash at its end is taken, `/votes/` is `/votes`; `/` stays. */
export function addressOf(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
