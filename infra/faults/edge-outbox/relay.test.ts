import { hmacKey, operatorKey } from '@aplauso/proto'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type RelayStub, relayKey, startRelayStub } from '../../../edge/testing/relay-stub.ts'
import { OutboxClient } from '../../clients/outbox.ts'
import { showDeadLetters, showOutbox } from '../../operate/outbox.ts'
import { outputTo } from '../../terminal/index.ts'
import { EdgeUnderTest } from './testing/edge-under-test.ts'

const patience = { timeout: 15_000, interval: 100 }

let relay: RelayStub
let edge: EdgeUnderTest
/** Ids of the votes that the relay appended: what it answered is another matter. */
let appended: Set<string>

beforeEach(async () => {
  relay = await startRelayStub()
  onTestFinished(() => relay.close())
  appended = new Set()
  edge = new EdgeUnderTest()
  up()
})

const note = (entries: readonly { value: string }[]) => {
  for (const { value } of entries) appended.add((JSON.parse(value) as { id: string }).id)
}
function up() {
  relay.reply((entries) => {
    note(entries)
    return entries.map(() => 'accepted')
  })
}
function down() {
  relay.reply(() => ({ status: 503, body: '' }))
}
const settings = () => ({ RELAY_URL: relay.url })

async function allAcceptedAreAppended() {
  await vi.waitFor(() => expect(edge.answered.accepted.filter((id) => !appended.has(id))).toEqual([]), patience)
  await vi.waitFor(async () => expect(await edge.kept()).toBe(0), patience)
}

describe('the outbox with the relay', { timeout: 40_000 }, () => {
  it('votes are accepted while the log is down, and reach it when it is up again', async () => {
    down()
    await edge.start(settings())
    await edge.cast(50)
    expect(edge.answered).toMatchObject({ accepted: { length: 50 }, others: [] })
    expect(await edge.status()).toMatchObject([{ shard: 0, votes: 50, logUp: false, setAside: 0 }])
    expect(appended.size).toBe(0)
    up()
    await edge.cast(50)
    await allAcceptedAreAppended()
    expect(await edge.status()).toMatchObject([{ rows: 0, votes: 0, bytes: 0, oldestAtMs: null, logUp: true }])
  })

  it('an outage longer than all tries that a platform gives an alarm loses nothing', async () => {
    down()
    await edge.start(settings())
    await edge.cast(20)
    const before = relay.batches
    await vi.waitFor(() => expect(relay.batches - before).toBeGreaterThan(12), patience)
    expect(appended.size).toBe(0)
    up()
    await allAcceptedAreAppended()
  })

  it('a log that appends and does not answer in time has the votes twice, and the callers hear "accepted" once', async () => {
    relay.reply((entries) => {
      note(entries)
      return { status: 502, body: '' }
    })
    await edge.start(settings())
    await edge.cast(30)
    expect(edge.answered).toMatchObject({ accepted: { length: 30 }, others: [] })
    up()
    await allAcceptedAreAppended()
  })

  it('what was accepted outlives a kill of workerd', async () => {
    down()
    await edge.start({ ...settings(), OUTBOX_SHARDS: '4' })
    await edge.cast(80)
    expect(edge.answered.accepted).toHaveLength(80)
    await edge.kill()
    up()
    await edge.start({ ...settings(), OUTBOX_SHARDS: '4' })
    await allAcceptedAreAppended()
  })

  it('objects of an older, larger number of shards are emptied too', async () => {
    down()
    await edge.start({ ...settings(), OUTBOX_SHARDS: '6' })
    await edge.cast(60)
    await edge.kill()
    up()
    await edge.start({ ...settings(), OUTBOX_SHARDS: '1' })
    expect(await edge.status()).toHaveLength(6)
    await allAcceptedAreAppended()
  })

  it('nothing is accepted when neither the log nor the storage takes it', async () => {
    down()
    await edge.start({ ...settings(), OUTBOX_KEEP_MIB: '1' })
    for (let batch = 0; batch < 4; batch += 1) await edge.castLarge(1_000)
    await edge.cast(5)
    expect(edge.answered.accepted.length).toBeGreaterThan(1_000)
    expect(edge.answered.others.length).toBeGreaterThan(1_000)
    expect(new Set(edge.answered.others.map(({ code }) => code))).toEqual(new Set(['full']))
    const [status] = await edge.status()
    expect(status?.bytes).toBeLessThanOrEqual(1024 * 1024)
    up()
    await allAcceptedAreAppended()
    expect(edge.answered.others.filter(({ id }) => appended.has(id))).toEqual([])
    await edge.cast(5)
    expect(edge.answered.accepted).toContain('vote-4010')
  })

  it('a record that the log refuses is a dead letter and reported, and the others go on', async () => {
    down()
    await edge.start(settings())
    await edge.cast(10)
    relay.reply((entries) => {
      note(entries)
      return entries.map(({ value }) => (value.includes('"vote-3"') ? 'refused' : 'accepted'))
    })
    await vi.waitFor(async () => expect(await edge.status()).toMatchObject([{ votes: 0, setAside: 1 }]), patience)
    expect(appended.size).toBe(10)
    expect(edge.lines.join('\n')).toContain('the log refuses accepted votes; they are dead letters')
  })

  it('an operator sees dead letters, redrives them, or discards them', async () => {
    const said: string[] = []
    const output = { ...outputTo(process.stderr), say: (line = '') => void said.push(line) }
    const refuse = (...ids: string[]) =>
      relay.reply((entries) => {
        note(entries)
        return entries.map(({ value }) => (ids.some((id) => value.includes(`"${id}"`)) ? 'refused' : 'accepted'))
      })
    const letters = async () => (await edge.status()).reduce((sum, each) => sum + each.setAside, 0)
    down()
    await edge.start({ ...settings(), OUTBOX_SHARDS: '3' })
    await edge.cast(30)
    refuse('vote-3', 'vote-4')
    await vi.waitFor(async () => expect(await letters()).toBe(2), patience)

    expect(await showDeadLetters(edge.operator, { json: true }, output)).toBe(0)
    const records = said.splice(0).map((line) => JSON.parse(line))
    expect(records.pop()).toEqual({ listed: 2, unreadable: 0, order: null, ordered: 0 })
    expect(records.map(({ entry }) => JSON.parse(entry.value).id).sort()).toEqual(['vote-3', 'vote-4'])

    refuse('vote-3')
    appended.clear()
    await showDeadLetters(edge.operator, { order: 'redrive', json: false }, output)
    expect(said.pop()).toBe('2 dead letters. 2 go to the log again.')
    await vi.waitFor(() => expect(appended).toEqual(new Set(['vote-3', 'vote-4'])), patience)
    await vi.waitFor(async () => expect(await letters()).toBe(1), patience)

    await showDeadLetters(edge.operator, { order: 'discard', json: false }, output)
    expect(said.pop()).toBe('1 dead letters. 1 discarded permanently.')
    expect(await letters()).toBe(0)
    expect(await showOutbox(edge.operator, false, output)).toBe(0)
    expect(said.pop()).toBe('3 shards: 0 votes wait, 0 are dead letters.')
  })

  it('the relay’s key itself is not an operator’s, and an operator without the right one reads what may be wrong', async () => {
    await edge.start(settings())
    const stranger = new OutboxClient(edge.address, hmacKey(relayKey))
    await expect(stranger.status()).rejects.toThrow('the key is not its own')
  })

  it('an operator with a key of its own needs no other, and the relay’s opens nothing then', async () => {
    const OPERATOR_KEY = 'the-operator-key-of-the-tests-0123456789'
    await edge.start({ ...settings(), OPERATOR_KEY })
    const operator = new OutboxClient(edge.address, operatorKey(OPERATOR_KEY, ''))
    expect(await operator.status()).toMatchObject([{ shard: 0, votes: 0 }])
    await expect(edge.operator.status()).rejects.toThrow('the key is not its own')
  })

  it('a relay that knows another key keeps everything waiting, and the log says what to do', async () => {
    relay.reply(() => ({ status: 401, body: '' }))
    await edge.start(settings())
    await edge.cast(5)
    expect(edge.answered).toMatchObject({ accepted: { length: 5 }, others: [] })
    expect(edge.lines.join('\n')).toContain('"advice":"give the edge and the relay the same RELAY_KEY')
    up()
    await allAcceptedAreAppended()
  })

  it('votes of a batch that the log took in part are not sent again', async () => {
    down()
    await edge.start(settings())
    await edge.cast(10)
    const seen: number[] = []
    relay.reply((entries) => {
      seen.push(entries.length)
      if (seen.length > 1) note(entries)
      return entries.map((_, index) => (seen.length > 1 || index < entries.length - 2 ? 'accepted' : 'unavailable'))
    })
    await vi.waitFor(async () => expect(await edge.kept()).toBe(0), patience)
    expect(seen).toEqual([10, 2])
  })

  it('the status is for who has the key, and does not exist for others', async () => {
    await edge.start(settings())
    for (const headers of [{}, { 'aplauso-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'A'.repeat(43)}` }]) {
      const response = await edge.fetch('/outbox/status', { headers })
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'not_found' })
    }
  })
})
