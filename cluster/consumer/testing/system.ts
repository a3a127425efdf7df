import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '@aplauso/process'
import { defaultContest, joinRecord, recordParts, voteKey } from '@aplauso/proto'
import type { DeadLetters, Tally, VoteArchive, VoteLogConsumer } from '@aplauso/stores'
import { openArchive, openConsumer, openDeadLetters, openProducer, openTally } from '@aplauso/stores/from-environment'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { until } from '../../process/testing/until.ts'
import { Consumer, type ConsumerOptions } from '../consumer.ts'
import { settled } from './settled.ts'

export const log = createLogger('consumer', 'silent')

export interface Faults extends Partial<Pick<ConsumerOptions, 'archive' | 'tally' | 'deadLetters' | 'patience'>> {
  readonly voteLog?: (real: VoteLogConsumer) => VoteLogConsumer
}

export interface System {
  /** of the embedded engines */
  readonly folder: string
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly deadLetters: DeadLetters
  cast(id: string, name?: string): Promise<void>
  append(key: string, value: string): Promise<void>
  consume(faults?: Faults): Promise<Consumer>
  total(): Promise<number>
  until(done: () => boolean | Promise<boolean>): Promise<void>
  /** Waits until every partition is counted up to the log's end, and no step moves anything any more. */
  settled(): Promise<void>
  /** What a partition of the log holds, by partition. */
  ends(): Promise<ReadonlyMap<number, number>>
}

/**
 * A system on the embedded engines, in a folder of its own.
 * @param fill puts data into the folder before anything opens it
 */
export async function system(fill: (folder: string) => void = () => {}): Promise<System> {
  const folder = temporaryFolder()
  fill(folder)
  const config = { APLAUSO_DATA: folder }
  const [producer, archive, tally, deadLetters, reader] = await Promise.all([
    openProducer(config),
    openArchive(config),
    openTally(config),
    openDeadLetters(config),
    openConsumer(config),
  ])
  onTestFinished(async () => {
    await Promise.all([producer.close(), archive.close(), tally.close(), deadLetters.close(), reader.stop()])
  })
  const append: System['append'] = async (key, value) => {
    const result = await producer.append({ key, value })
    if (result !== 'accepted') throw new Error(`the log did not take the record: ${result}`)
  }
  const total = async () => (await tally.read('default')).counters.total.get('') ?? 0
  const ends = async () => {
    const partitions = Array.from({ length: await reader.partitions() }, (_, partition) => partition)
    return new Map(
      await Promise.all(
        partitions.map(async (partition) => [partition, (await reader.bounds(partition)).end] as const),
      ),
    )
  }
  return {
    folder,
    archive,
    tally,
    deadLetters,
    total,
    until: (done) => until(done, 20_000),
    ends,
    async settled() {
      const all = { archive, tally, voteLog: reader }
      await settled(all)
      // One look at rest, and what it may set off.
      await sleep(1_500)
      await settled(all)
    },
    append,
    async cast(id, name = 'Alux Nahual') {
      const vote = { contest: defaultContest, name, album: 'Alto al Fuego', year: 1987, rank: 8 }
      const door = { id, channel: 'grpc', at: new Date().toISOString() } as const
      const key = await voteKey({ ...vote, contest: 'default', id })
      await append(key, joinRecord(recordParts(vote, door)))
    },
    async consume({ voteLog = (real: VoteLogConsumer) => real, ...faults } = {}) {
      const options = { archive, tally, deadLetters, log, ...faults }
      const consumer = new Consumer({ ...options, voteLog: voteLog(await openConsumer(config)) })
      await consumer.start()
      onTestFinished(() => consumer.stop())
      return consumer
    },
  }
}

/** A store of which some calls are replaced. */
export function withFaults<Store extends object>(store: Store, faults: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(name in faults ? faults : target, name)
      return typeof value === 'function' ? value.bind(name in faults ? faults : target) : value
    },
  })
}

/** Runs statements on one of a folder's embedded engines, as a person with the file could. */
export function onFile(folder: string, engine: 'archive' | 'log' | 'tally', sql: string): void {
  const db = new DatabaseSync(join(folder, `${engine}.db`), { timeout: 10_000 })
  try {
    db.exec(sql)
  } finally {
    db.close()
  }
}
