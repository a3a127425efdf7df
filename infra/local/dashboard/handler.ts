import { globSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Apis, cacheOf, contestPages, pageFor, preloadLink, securityHeaders } from '@aplauso/dashboard/headers'
import { addressOf, contestFault, defaultContest, targetOf } from '@aplauso/proto'
import sirv from 'sirv'

/**
 * Serves the built pages, and a `/config.json` that names the APIs, with restrictive security headers. The pages are read
 * once.
 * @throws Error if a page is not one of the build
 */
export function dashboardHandler(folder: string, apis: Apis) {
  const config = JSON.stringify(apis)
  const headers = securityHeaders(apis)
  const pages = pagesOf(folder, apis)
  const files = sirv(folder, {
    etag: true,
    brotli: true,
    gzip: true,
    onNoMatch: (_, response) => answer(response, 404, 'Page not found.\n', 'text/plain; charset=utf-8'),
    setHeaders: (response, path) =>
      response.setHeader('cache-control', path.startsWith('/assets/') ? cacheOf.assets : cacheOf.rest),
  })
  return (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD')
      answer(response, 405, 'Only GET and HEAD are allowed.\n', 'text/plain; charset=utf-8')
      return
    }
    const { path, query } = targetOf(request.url ?? '')
    if (contestPages.includes(path)) response.setHeader('link', preloadLink(apis, contestIn(query)))
    const page = pages.get(addressOf(path))
    // Parts of files are of no use here, and a range that ends before it begins would end the process.
    delete request.headers.range
    if (page !== undefined) revalidated(response, page, 'text/html; charset=utf-8')
    else if (path === '/config.json') revalidated(response, config, 'application/json')
    else files(request, response)
  }
}

/** The pages by the paths that name them: `/vote.html` and `/vote`, the index by `/` too. */
function pagesOf(folder: string, apis: Apis): ReadonlyMap<string, string> {
  const pages = new Map<string, string>()
  for (const name of globSync('*.html', { cwd: folder })) {
    const page = pageFor(readFileSync(join(folder, name), 'utf8'), apis)
    for (const path of [name, name.replace(/\.html$/, ''), name.replace(/^index\.html$/, '')])
      pages.set(`/${path}`, page)
  }
  return pages
}

function revalidated(response: ServerResponse, body: string, contentType: string): void {
  response.setHeader('cache-control', cacheOf.rest)
  answer(response, 200, body, contentType)
}

/** The contest that a page's query names, as the page reads it. */
function contestIn(query: string): string {
  const contest = new URLSearchParams(query).get('contest')
  return contest === null || contestFault(contest) !== undefined ? defaultContest.id : contest
}

function answer(response: ServerResponse, status: number, body: string, contentType: string): void {
  response.statusCode = status
  response.setHeader('content-type', contentType)
  response.setHeader('content-length', Buffer.byteLength(body))
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
