import { renderUnicodeCompact } from 'uqr'
import type { Output } from '../../terminal/index.ts'
import { type Hosts, loopback, type Urls } from '../system/index.ts'

const width = 78

export interface BoxContents {
  readonly urls: Urls
  readonly hosts: Hosts
  /** whether the ports are the usual ones */
  readonly isDefault: boolean
  readonly paths: { readonly logs: string; readonly secrets: string }
}

/** Prints where everything is and what to try. It has rules but no sides, so that lines can be copied. */
export function sayBox({ urls, hosts, isDefault, paths }: BoxContents, { say, colors }: Output): void {
  const rule = colors.dim('─'.repeat(width))
  const to = isDefault ? '' : ` --to ${urls.grpc}`
  const vote = '{"name":"Alux Nahual","album":"La Trampa","year":1989,"rank":"9.5"}'
  say()
  say(rule)
  say(`${colors.bold('Aplauso is running.')} Open the results page: ${colors.cyan(urls.dashboard)}`)
  say()
  say(`  votes over HTTP   ${urls.edge}/v1/votes`)
  say(`  votes over gRPC   ${urls.grpc}`)
  say(`  results           ${urls.results}/v1/results/default`)
  say(`  vote log          ${urls.logs}/v1/logs, as a console: ${urls.dashboard}/console`)
  say(`  log files         ${paths.logs}`)
  say()
  say(colors.bold('Try, in another terminal:'))
  say()
  say('# a vote over HTTP: its bar moves')
  say(`curl ${urls.edge}/v1/votes -H 'content-type: application/json' \\`)
  say(`  -d '${vote}'`)
  say('# a vote over gRPC')
  say(`npm run vote -- --grpc --name 'Alux Nahual' --album 'La Trampa' --year 1989 --rank 9.5${to}`)
  say('# the totals, and the last votes')
  say(`curl ${urls.results}/v1/results/default`)
  say(`curl '${urls.logs}/v1/logs?limit=5'`)
  say('# all votes as a file; the key is in the data folder')
  say(`curl '${urls.logs}/v1/logs/export?format=csv' -o votes.csv \\`)
  say(`  -H "Authorization: Bearer $(node -p 'JSON.parse(fs.readFileSync("${paths.secrets}")).EXPORT_KEY')"`)
  if (hosts.listen !== loopback.listen) {
    const ballot = `${urls.dashboard}/vote`
    say(rule)
    say(`${colors.bold('Phones in this network vote at')} ${colors.cyan(ballot)}`)
    say()
    say(renderUnicodeCompact(ballot))
  }
  say(rule)
  say('Ctrl-C stops everything.')
}
