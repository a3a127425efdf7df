import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openArchive, openConsumer, openDeadLetters, openProducer, openTally } from '@aplauso/stores/from-environment'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../process/testing/temporary-folder.ts'
import { voteEntry } from './testing/entry.ts'
import { settled } from './testing/settled.ts'

const prlimit = '/usr/bin/prlimit'
const votes = 300

it.skipIf(!existsSync(prlimit))(
  'makes no dead letter of votes for which the disk has no room, and counts them when it has',
  { timeout: 60_000 },
  async () => {
    const folder = temporaryFolder()
    const config = { APLAUSO_DATA: folder }
    const [producer, archive, tally, deadLetters, voteLog] = await Promise.all([
      openProducer(config),
      openArchive(config),
      openTally(config),
      openDeadLetters(config),
      openConsumer(config),
    ])
    onTestFinished(async () => {
      await Promise.all([producer.close(), archive.close(), tally.close(), deadLetters.close(), voteLog.stop()])
    })
    const cast = async (prefix: string) => {
      const entries = await Promise.all(Array.from({ length: votes }, (_, at) => voteEntry(`${prefix}${at}`)))
      expect(new Set(await Promise.all(entries.map((entry) => producer.append(entry))))).toEqual(new Set(['accepted']))
    }
    const total = async () => (await tally.read('default')).counters.total.get('') ?? 0

    const main = fileURLToPath(new URL('./main.ts', import.meta.url))
    const consumer = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
      env: { ...process.env, ...config, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    onTestFinished(() => void consumer.kill('SIGKILL'))
    let said = ''
    for (const stream of [consumer.stdout, consumer.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    }
    await cast('a')
    await settled({ archive, tally, voteLog })

    // Whatever the consumer writes to a file fails, as on a full disk.
    const limit = (bytes: number | 'unlimited') =>
      execFileSync(prlimit, ['--pid', String(consumer.pid), `--fsize=${bytes}:unlimited`])
    limit(1)
    await cast('b')
    await expect.poll(() => said, { timeout: 20_000 }).toMatch(/SQLite: (disk I\/O error|database or disk is full)/)
    expect([await total(), await deadLetters.all(), (await archive.counts()).dead]).toEqual([votes, [], 0])

    limit('unlimited')
    await settled({ archive, tally, voteLog })
    expect([await total(), await deadLetters.all()]).toEqual([2 * votes, []])
    expect(await archive.counts()).toEqual({ votes: 2 * votes, duplicates: 0, unparsable: 0, dead: 0 })
  },
)
