import type { CorsPolicy } from '@aplauso/proto'

/** Which pages may cast votes from a browser, and how. */
export function corsPolicy(allowedOrigins: readonly string[]): CorsPolicy {
  return {
    allowedOrigins,
    methods: ['GET', 'POST'],
    requestHeaders: ['Content-Type', 'Idempotency-Key'],
    exposedHeaders: ['Retry-After'],
  }
}

/** Whether a request asks leave for another one. Any other OPTIONS request is for the app to refuse. */
export function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('access-control-request-method')
}
