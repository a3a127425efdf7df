import { afterAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { enginesDown, enginesUp, killEngine, rollBackRedis, snapshotRedis } from './index.ts'
import { findTool } from './tools.ts'

// Redis is the engine that starts without a build, so it represents all three here.
describe.skipIf(findTool('redis-server') === undefined)('redis-server killed with -9', () => {
  const folder = temporaryFolder(afterAll)
  const up = () => enginesUp({ folder, environment: {}, only: ['redis'] })
  afterAll(async () => {
    await enginesDown({ folder })
  })
  const ask = async (environment: Readonly<Record<string, string>>, ...command: string[]) => {
    const response = await fetch(environment.UPSTASH_REDIS_REST_URL ?? '', {
      method: 'POST',
      headers: { authorization: `Bearer ${environment.UPSTASH_REDIS_REST_TOKEN}` },
      body: JSON.stringify(command),
    })
    return { status: response.status, ...((await response.json()) as { result?: unknown }) }
  }

  test('its REST server answers without a result, and up brings back what it had answered for, on the same ports', async () => {
    const { environment } = await up()
    await ask(environment, 'SET', 'votes', '1')
    expect(await killEngine(folder, 'redis')).toMatchObject([{ role: 'redis-server', result: 'killed' }])
    const silent = await ask(environment, 'GET', 'votes')
    expect(silent.status).toBeGreaterThanOrEqual(500)
    expect((await up()).environment).toEqual(environment)
    expect(await ask(environment, 'GET', 'votes')).toMatchObject({ result: '1' })
  })

  test('with the REST server both are gone, and a second kill finds nothing', async () => {
    const { environment } = await up()
    const killed = await killEngine(folder, 'redis', { andRest: true })
    expect(killed.map(({ role, result }) => `${role} ${result}`).toSorted()).toEqual([
      'redis-rest killed',
      'redis-server killed',
    ])
    await expect(ask(environment, 'PING')).rejects.toThrow()
    expect(await killEngine(folder, 'redis')).toMatchObject([{ result: 'was not running' }])
    await up()
    expect(await ask(environment, 'GET', 'votes')).toMatchObject({ result: '1' })
  })

  test('rolled back, it has what a snapshot holds and nothing later, as often as wanted', async () => {
    const { environment } = await up()
    await ask(environment, 'SET', 'votes', '1')
    const snapshot = await snapshotRedis(folder)
    for (let round = 0; round < 2; round++) {
      await ask(environment, 'SET', 'votes', '2')
      await ask(environment, 'SET', 'later', 'x')
      await rollBackRedis(folder, snapshot)
      expect(await ask(environment, 'MGET', 'votes', 'later')).toMatchObject({ result: ['1', null] })
    }
  })

  test('a Redis that is down has no snapshot', async () => {
    await enginesDown({ folder })
    await expect(snapshotRedis(folder)).rejects.toThrow('redis: does not run')
  })
})
