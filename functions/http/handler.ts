import { withDeadline } from '@aplauso/process'
import { type CorsPolicy, corsHeaders, preflightHeaders } from '@aplauso/proto'
import { StoreUnavailable } from '@aplauso/stores'
import { type Answer, document, empty, refusal } from './answer.ts'
import { hasBody, type Question } from './question.ts'
import { readinessOf } from './readiness.ts'
import { findRoute, type Route } from './routes.ts'

const methods = ['GET', 'HEAD', 'OPTIONS']
const allow = { allow: methods.join(', ') }

/** Longer than a store may take, shorter than a proxy before the function waits. */
const answerTimeoutMs = 15_000

const health: Route = {
  path: /^\/healthz$/,
  read: async () => document({ status: 'ok' }, { 'cache-control': 'no-store' }),
}

export interface HandlerOptions {
  readonly routes: readonly Route[]
  readonly allowedOrigins: readonly string[]
  /** request headers beside the safelisted ones that a page may send */
  readonly requestHeaders?: readonly string[]
  /** answer headers beside the safelisted ones that a page may read */
  readonly exposedHeaders?: readonly string[]
  /** headers of every answer but preflights, where the answer does not say otherwise */
  readonly everyAnswer?: Answer['headers']
  /** receives what went wrong behind an answer 503 or 500 */
  readonly complain: (error: unknown) => void
  /** the description of the addresses (OpenAPI 3.1), served as `/openapi.json` */
  readonly openApi?: unknown
  /** asks the store, for `/readyz`; rejects where it does not answer. Absent: always ready */
  readonly isReady?: () => Promise<void>
}

/** Answers a question; never rejects. */
export type Handler = (question: Question) => Promise<Answer>

/**
 * A handler of read-only addresses: routes, `/healthz`, `/readyz`, `/openapi.json`, preflights, CORS headers, problem
 * documents.
 * @example
 * const handler = createHandler({ routes: [{ path: /^\/v1\/logs$/, read }], allowedOrigins: ['*'], complain })
 */
export function createHandler(options: HandlerOptions): Handler {
  const { everyAnswer = {}, complain, openApi, isReady = async () => {} } = options
  const description: Route = {
    path: /^\/openapi\.json$/,
    read: async () => document(openApi, { 'cache-control': 'public, max-age=300' }),
  }
  const routes = [...options.routes, health, readinessOf(isReady), ...(openApi === undefined ? [] : [description])]
  const policy: CorsPolicy = {
    allowedOrigins: options.allowedOrigins,
    methods,
    requestHeaders: options.requestHeaders ?? [],
    exposedHeaders: options.exposedHeaders ?? [],
  }

  async function answer(question: Question): Promise<Answer> {
    const found = findRoute(routes, question.path)
    if (!found) return refusal('not_found')
    if (!methods.includes(question.method)) return refusal('method_not_allowed', {}, allow)
    // Nothing here takes a body, so none is read.
    if (hasBody(question)) return refusal('too_large')
    const { signal } = question
    try {
      const read = (late: AbortSignal) =>
        found.route.read({ ...question, signal: signal ? AbortSignal.any([signal, late]) : late }, found.parameters)
      return await withDeadline(answerTimeoutMs, read, (message) => new StoreUnavailable(message))
    } catch (error) {
      // Nobody is there any more to be answered: what was asked for them was given up.
      if (!signal?.aborted) complain(error)
      return refusal(error instanceof StoreUnavailable ? 'unavailable' : 'internal')
    }
  }

  return async (question) => {
    const { origin } = question.headers
    if (question.method === 'OPTIONS' && findRoute(routes, question.path)) {
      const isPreflight = question.headers['access-control-request-method'] !== undefined
      return empty(204, { ...allow, ...(isPreflight ? preflightHeaders(policy, origin) : corsHeaders(policy, origin)) })
    }
    const { status, headers, body } = await answer(question)
    const cors = corsHeaders(policy, origin)
    const vary = [cors.vary, headers.vary].filter((names) => names !== undefined).join(', ')
    return { status, headers: { ...cors, ...everyAnswer, ...headers, ...(vary === '' ? {} : { vary }) }, body }
  }
}
