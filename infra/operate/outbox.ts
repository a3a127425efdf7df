import type { LetterOrder, OutboxLetter, ShardReport } from '@aplauso/proto'
import type { OutboxClient } from '../clients/outbox.ts'
import type { Output } from '../terminal/index.ts'

/**
 * Shows what the shards keep; a line for each that keeps anything or is silent.
 * @returns the exit code: 1 where a shard is silent
 */
export async function showOutbox(client: OutboxClient, json: boolean, output: Output): Promise<number> {
  const shards = await client.status()
  const silent = shards.filter(({ error }) => error !== undefined).length
  if (json) output.say(JSON.stringify({ shards }))
  else {
    for (const shard of shards) if (isWorthALine(shard)) output.say(lineOf(shard))
    const total = (member: 'votes' | 'setAside') =>
      shards.reduce((sum, shard) => sum + (shard.error === undefined ? shard[member] : 0), 0)
    output.say(
      `${shards.length} shards: ${total('votes')} votes wait, ${total('setAside')} are dead letters` +
        (silent > 0 ? `, ${silent} shards are silent.` : '.'),
    )
  }
  return silent > 0 ? 1 : 0
}

function isWorthALine(report: ShardReport): boolean {
  if (report.error !== undefined) return true
  const { rows, setAside, waiting, logUp } = report
  return rows + setAside + waiting > 0 || logUp === false
}

function lineOf(report: ShardReport): string {
  if (report.error !== undefined) return `shard ${report.shard}: silent (${report.error})`
  const { shard, rows, votes, bytes, oldestAtMs, setAside, waiting, logUp } = report
  const oldest = oldestAtMs ? `, the oldest since ${timeOf(oldestAtMs)}` : ''
  const log = logUp === null ? 'not asked yet' : logUp ? 'up' : 'down'
  return (
    `shard ${shard}: ${votes} votes wait in ${rows} rows (${bytes} bytes${oldest}), ` +
    `${setAside} dead letters, ${waiting} callers, log ${log}`
  )
}

export interface LetterOptions {
  /** what becomes of those that are listed; absent: nothing */
  readonly order?: LetterOrder | undefined
  readonly json: boolean
}

/**
 * Lists the dead letters, a line for each record, and has the listed ones redriven or discarded.
 * @returns the exit code: 1 where a shard is silent, whose records are not listed
 */
export async function showDeadLetters(client: OutboxClient, options: LetterOptions, output: Output): Promise<number> {
  const { order, json } = options
  const shards = await client.status()
  const silent = shards.filter((report) => report.error !== undefined)
  let listed = 0
  let unreadable = 0
  let ordered = 0
  for (const report of shards) {
    if (report.error !== undefined || report.setAside === 0) continue
    const { shard } = report
    let untilMs = 0
    for await (const record of client.deadLetters(shard)) {
      output.say(json ? JSON.stringify({ shard, ...record }) : letterLine(shard, record))
      listed += 1
      if (!record.entry) unreadable += 1
      untilMs = Math.max(untilMs, record.atMs)
    }
    if (order) ordered += await client.order(order, shard, untilMs)
  }
  for (const { shard, error } of silent)
    output.say(json ? JSON.stringify({ shard, error }) : `shard ${shard}: silent (${error})`)
  if (json) output.say(JSON.stringify({ listed, unreadable, order: order ?? null, ordered }))
  else output.say(summaryOf(listed, unreadable, ordered, order))
  return silent.length > 0 ? 1 : 0
}

function letterLine(shard: number, { id, atMs, bytes, entry }: OutboxLetter): string {
  return `shard ${shard} #${id} ${timeOf(atMs)} ${bytes} bytes ${entry ? entry.value : '(a row that cannot be read)'}`
}

function summaryOf(listed: number, unreadable: number, ordered: number, order: LetterOrder | undefined): string {
  const found = `${listed} dead letters${unreadable > 0 ? `, ${unreadable} of them cannot be read` : ''}.`
  if (!order) return found
  return `${found} ${ordered} ${order === 'redrive' ? 'go to the log again' : 'discarded permanently'}.`
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString()
}
