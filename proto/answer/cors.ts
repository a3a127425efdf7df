export interface CorsPolicy {
  /** Origins that may read answers, such as `https://votes.example`; `*` alone allows every origin. */
  readonly allowedOrigins: readonly string[]
  readonly methods: readonly string[]
  readonly requestHeaders: readonly string[]
  readonly exposedHeaders: readonly string[]
}

/** The CORS headers of an answer to a request from `origin`; `Vary` always, the rest only for an allowed origin. */
export function corsHeaders(policy: CorsPolicy, origin: string | null | undefined): Record<string, string> {
  const any = policy.allowedOrigins.includes('*')
  const vary: Record<string, string> = any ? {} : { vary: 'Origin' }
  if (!origin || !(any || policy.allowedOrigins.includes(origin))) return vary
  const headers: Record<string, string> = { ...vary, 'access-control-allow-origin': any ? '*' : origin }
  if (policy.exposedHeaders.length > 0) headers['access-control-expose-headers'] = policy.exposedHeaders.join(', ')
  return headers
}

/** The headers of the answer (204) to a preflight: an OPTIONS request with `Access-Control-Request-Method`. */
export function preflightHeaders(policy: CorsPolicy, origin: string | null | undefined): Record<string, string> {
  const headers = corsHeaders(policy, origin)
  if (!headers['access-control-allow-origin']) return headers
  return {
    ...headers,
    'access-control-allow-methods': policy.methods.join(', '),
    'access-control-allow-headers': policy.requestHeaders.join(', '),
    'access-control-max-age': '86400',
  }
}
