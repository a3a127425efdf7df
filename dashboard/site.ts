import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployedHeaders } from '@aplauso/proto'
import { type Apis, cacheOf, contestPages, pageFor, preloadLink, securityHeaders } from './headers.ts'
import { compressedEndings } from './precompress.ts'

/** Static hosts compress by themselves, and would serve compressed copies as files of their own. */
const leftOut = ['.inputs', ...compressedEndings]

/**
 * Writes a folder that any static host can serve: the built pages, a `config.json` that names the APIs, and `_headers`
 * in the format of Workers static assets. Replaces what the folder held.
 * @param built the folder that `buildDashboard` wrote
 * @param address the pages' own address; the previews of links need it, since they name their picture in full
 * @example
 * writeSite('dashboard/dist', 'dashboard/.build/site', { results, logs, edge, grafana: null })
 */
export function writeSite(built: string, folder: string, apis: Apis, address?: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(built, folder, { recursive: true, filter: (path) => !leftOut.some((ending) => path.endsWith(ending)) })
  for (const page of globSync('*.html', { cwd: folder })) {
    const path = join(folder, page)
    writeFileSync(path, pageFor(readFileSync(path, 'utf8'), apis))
  }
  if (address !== undefined) namePreviews(folder, address)
  const { edge, results, logs, grafana = null } = apis
  writeFileSync(join(folder, 'config.json'), `${JSON.stringify({ edge, results, logs, grafana }, null, 2)}\n`)
  writeFileSync(join(folder, '_headers'), headersFile(apis))
}

function namePreviews(folder: string, address: string): void {
  const picture = new URL('preview.png', address.replace(/\/*$/, '/')).href
  for (const page of globSync('*.html', { cwd: folder })) {
    const file = join(folder, page)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('content="./preview.png"', `content="${picture}"`))
  }
}

function headersFile(apis: Apis): string {
  const lines = Object.entries({ ...securityHeaders(apis), ...deployedHeaders }).map(
    ([name, value]) => `  ${name}: ${value}`,
  )
  return [
    '/*',
    ...lines,
    `  cache-control: ${cacheOf.rest}`,
    '/assets/*',
    '  ! cache-control',
    `  cache-control: ${cacheOf.assets}`,
    ...contestPages.flatMap((page) => [page, `  link: ${preloadLink(apis)}`]),
    '',
  ].join('\n')
}
