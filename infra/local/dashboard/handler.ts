import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Apis, cacheOf, securityHeaders } from '@aplauso/dashboard/headers'
import sirv from 'sirv'

/** Serves the built pages, and a `/config.json` that names the APIs, with restrictive security headers. */
export function dashboardHandler(folder: string, apis: Apis) {
  const config = JSON.stringify(apis)
  const headers = securityHeaders(apis)
  const files = sirv(folder, {
    etag: true,
    onNoMatch: (_, response) => answer(response, 404, 'Page not found.\n', 'text/plain; charset=utf-8'),
    setHeaders: (response, path) =>
      response.setHeader('cache-control', path.startsWith('/assets/') ? cacheOf.assets : cacheOf.rest),
  })
  return (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD')
      answer(response, 405, 'Only GET and HEAD are allowed.\n', 'text/plain; charset=utf-8')
    } else if (request.url?.split('?')[0] === '/config.json') {
      response.setHeader('cache-control', 'no-cache')
      answer(response, 200, config, 'application/json')
    } else files(request, response)
  }
}

function answer(response: ServerResponse, status: number, body: string, contentType: string): void {
  response.statusCode = status
  response.setHeader('content-type', contentType)
  response.setHeader('content-length', Buffer.byteLength(body))
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
