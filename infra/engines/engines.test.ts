import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { engineEnvironment, engineNames, enginesDown, enginesStatus, enginesUp, secantusVariable } from './index.ts'
import { withLock } from './lock.ts'
import { parseEngineNames } from './names.ts'
import { processIdentity, stillRuns } from './processes/identity.ts'
import { findTool, missingTools } from './tools.ts'

const folder = temporaryFolder(afterAll)
afterAll(async () => void (await enginesDown({ folder })))

const nothing = {}
const onlyRedis = ['redis'] as const

// Redis is the engine that starts without a build, so it represents all three here.
describe.skipIf(findTool('redis-server') === undefined)('up, status, down with a folder of its own', () => {
  afterEach(() => enginesDown({ folder }))
  const up = () => enginesUp({ folder, environment: nothing, only: onlyRedis })
  const processes = () => {
    const text = readFileSync(join(folder, 'state.json'), 'utf8')
    return (JSON.parse(text).redis?.processes ?? []) as { pid: number; identity: string }[]
  }

  test('up brings an engine that answers, and its environment reaches it until down', async () => {
    const { engines, environment } = await up()
    expect(engines).toMatchObject([{ name: 'redis', state: 'running', engine: expect.stringMatching(/^Redis \d/) }])
    expect(environment).toEqual(engineEnvironment({ folder, environment: nothing }))
    expect(JSON.parse(readFileSync(join(folder, 'env.json'), 'utf8'))).toEqual(environment)
    expect(readFileSync(join(folder, 'env.sh'), 'utf8')).toContain(
      `export UPSTASH_REDIS_REST_URL='${environment.UPSTASH_REDIS_REST_URL}'`,
    )
    expect(statSync(join(folder, 'env.json')).mode & 0o077).toBe(0)

    const stopped = await enginesDown({ folder })
    expect(stopped.map(({ role, result }) => `${role} ${result}`)).toEqual([
      'redis-rest stopped',
      'redis-server stopped',
    ])
    expect(engineEnvironment({ folder, environment: nothing })).toEqual({})
    expect(existsSync(join(folder, 'env.json'))).toBe(false)
  })

  test('a second up starts nothing, and a later one has the same address', async () => {
    const first = await up()
    const before = processes()
    const second = await up()
    expect(processes()).toEqual(before)
    expect(second).toEqual(first)
    await enginesDown({ folder })
    expect((await up()).environment).toEqual(first.environment)
  })

  test('up after one of two processes died stops the other and starts both', async () => {
    await up()
    const [server, rest] = processes()
    if (!server || !rest) throw new Error('two processes expected')
    process.kill(server.pid, 'SIGKILL')
    await expect.poll(() => stillRuns(server)).toBe(false)
    expect(await enginesStatus({ folder, environment: nothing, only: onlyRedis })).toMatchObject([{ state: 'stopped' }])
    await up()
    expect(stillRuns(rest)).toBe(false)
    expect(await enginesStatus({ folder, environment: nothing, only: onlyRedis })).toMatchObject([{ state: 'running' }])
  })

  test('down leaves a process alone that only has the number of one of ours', async () => {
    await up()
    const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))
    await enginesDown({ folder })
    state.redis.processes = [{ role: 'redis-server', pid: process.pid, identity: 'an older start', logFile: '/none' }]
    writeFileSync(join(folder, 'state.json'), JSON.stringify(state))
    expect(await enginesDown({ folder })).toMatchObject([{ pid: process.pid, result: 'was not running' }])
  })

  test('an engine elsewhere is checked, named when it is silent, and never started', async () => {
    const elsewhere = { UPSTASH_REDIS_REST_URL: 'http://user:hush@127.0.0.1:1', UPSTASH_REDIS_REST_TOKEN: 't' }
    const failing = enginesUp({ folder, environment: elsewhere, only: onlyRedis })
    await expect(failing).rejects.toThrow(/^redis at http:\/\/127\.0\.0\.1:1: /)
    expect(processes()).toEqual([])
    expect(engineEnvironment({ folder, environment: elsewhere })).toEqual(elsewhere)

    const { environment } = await up()
    const found = await enginesStatus({ folder: join(folder, 'other'), environment, only: onlyRedis })
    expect(found).toMatchObject([{ state: 'elsewhere', pids: [] }])
  })
})

test('what is missing is named with the command that installs it', async () => {
  const [line] = await missingTools([{ name: 'no-such-program', debian: 'a-package', brew: 'a-package' }])
  expect(line).toMatch(/^no-such-program is missing\. Install it with: .*(apt-get|brew) install .*a-package$/)
  const [old] = await missingTools([
    {
      name: 'node',
      debian: 'nodejs',
      brew: 'node',
      atLeast: { prefix: '', number: 999, args: ['--version'], pattern: /v(\d+)/ },
    },
  ])
  expect(old).toMatch(/is version \d+, 999 or newer is needed/)
})

test('a folder keeps its number of brokers, and wants a proxy for each', async () => {
  const own = join(folder, 'brokers')
  const up = (options: Parameters<typeof enginesUp>[0]) => enginesUp({ folder: own, environment: nothing, ...options })
  await expect(up({ brokers: 3, kafkaBehind: [20_000] })).rejects.toThrow('kafka: 1 ports of proxies for 3 brokers')
  await expect(up({ brokers: 1 })).rejects.toThrow(`kafka: has 3 brokers in ${own}; choose another --folder`)
})

test('SecantusDB is for tests alone: up does not start it, and programs do not see it as their document server', async () => {
  const uri = 'mongodb://127.0.0.1:1/?directConnection=true'
  expect(engineNames).not.toContain('secantusdb')
  expect(() => parseEngineNames('secantusdb')).toThrow('is not among')
  const own = join(folder, 'second')
  expect(engineEnvironment({ folder: own, environment: { [secantusVariable]: uri } })).toEqual({
    [secantusVariable]: uri,
  })
  const names = async (environment: Readonly<Record<string, string>>) =>
    (await enginesStatus({ folder: own, environment })).map(({ name }) => name)
  expect(await names(nothing)).toEqual(['kafka', 'redis', 'mongo'])
  expect(await names({ [secantusVariable]: uri })).toEqual(['kafka', 'redis', 'mongo', 'secantusdb'])
})

test('--only names engines and nothing else', () => {
  expect(parseEngineNames('mongo, kafka')).toEqual(['kafka', 'mongo'])
  expect(() => parseEngineNames('kafka,rabbit')).toThrow('--only: "rabbit" is not among kafka, redis, mongo')
})

test('one command works at a time, and a lock whose owner died is taken over', async () => {
  const order: string[] = []
  const said: string[] = []
  const first = withLock(
    folder,
    5000,
    (line) => said.push(line),
    async () => {
      order.push('first in')
      await new Promise((done) => setTimeout(done, 300))
      order.push('first out')
    },
  )
  await withLock(
    folder,
    5000,
    (line) => said.push(line),
    async () => order.push('second'),
  )
  await first
  expect(order).toEqual(['first in', 'first out', 'second'])
  expect(said).toHaveLength(1)

  const dead = { pid: process.pid, identity: `${processIdentity(process.pid)} but earlier` }
  writeFileSync(join(folder, 'lock'), JSON.stringify(dead))
  expect(
    await withLock(
      folder,
      1000,
      () => {},
      async () => 'done',
    ),
  ).toBe('done')
})
