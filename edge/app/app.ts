import { addressOf } from '@aplauso/proto'
import { Hono } from 'hono'
import type { Answer } from '../boundary/answer.ts'
import type { Call } from '../boundary/call.ts'
import { json, refuse } from '../boundary/replies.ts'

import { openApi } from './openapi/document.ts'
import { castVotes } from './votes/cast.ts'

type App = Hono<{ Bindings: Call }>

const app: App = new Hono()

/**
 * Adds a route. Hono passes on whatever a route's only handler returns, so an `Answer` goes through as it is: it is there
 * at once, without a promise, and the component needs none of the web's classes. Hence one synchronous handler for each
 * route, and no middleware.
 */
function route(method: 'GET' | 'POST', paths: string[], handler: (call: Call) => Answer): void {
  app.on([method], paths, (context) => handler(context.env) as unknown as Response)
}

route('POST', ['/v1/votes', '/vote'], castVotes)
route('GET', ['/healthz'], () => json(200, '{"status":"ok"}'))
route('GET', ['/openapi.json'], () => json(200, openApi, { 'cache-control': 'public, max-age=300' }))
app.onError((error) => bug(error) as unknown as Response)

const methods = [...new Set(app.routes.map(({ method }) => method))].sort()
const hasRoute = (method: string, path: string) => app.router.match(method, path)[0].length > 0

/** For whoever tried `/`, or guessed. */
const whereTo = 'Votes are cast by POST to /v1/votes; GET /openapi.json describes every address'

/** Answers a call; never throws. */
export function answer(call: Call): Answer {
  try {
    const isHead = call.method === 'HEAD'
    const method = isHead ? 'GET' : call.method
    const path = addressOf(call.path)
    const found = hasRoute(method, path) ? dispatch(method, path, call) : noRoute(path)
    return isHead ? { ...found, body: '' } : found
  } catch (error) {
    return bug(error)
  }
}

function dispatch(method: string, path: string, call: Call): Answer {
  const request = { method, url: `http://edge${path}` } as Request
  return app.fetch(request, call) as unknown as Answer
}

/** Of a known path's methods the answer lists them; HEAD comes with GET. */
function noRoute(path: string): Answer {
  const allowed = methods.filter((method) => hasRoute(method, path))
  if (allowed.length === 0) return refuse('not_found', { detail: whereTo })
  const allow = allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)).join(', ')
  return refuse('method_not_allowed', {}, { allow })
}

function bug(error: unknown): Answer {
  return {
    ...refuse('internal'),
    bug: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error),
  }
}
