import { randomUUID } from 'node:crypto'
import {
  type ContestIncrements,
  contestsKey,
  counterKey,
  counterKinds,
  type Increments,
  namedKinds,
  namesKey,
  paceWindowSeconds,
  partitionsKey,
  seenKey,
  type TallyRoom,
  tallyRoom,
  watermarkField,
  watermarksKey,
  withinRoom,
} from '@aplauso/proto'
import type { Redis } from '@upstash/redis'
import { StepTooLarge } from '../ports/errors.ts'
import type { Tally, TallyAnswer, TallySnapshot, TallyStep, TallySummary, TallyTotals } from '../ports/tally.ts'
import type { Cut } from '../ports/vote-archive.ts'
import { chunked, type Hash } from './chunks.ts'
import type { RedisRestConnection } from './probe.ts'
import { counters, list, numbers, stepAnswer } from './reply.ts'
import { asking, redisClient } from './rest.ts'
import { applyScript, beginScript, installScript, stageScript, summaryScript, totalsScript } from './scripts.ts'

/** Upstash takes requests of 1 MB; the script and its keys travel too. */
const maxArgumentsBytes = 900_000

/** What was put aside by a rebuild that died is forgotten after this time. */
const stagedSeconds = 900

const usualTag = '{aplauso}'

/** The tally in Redis, through Upstash's REST protocol. */
export class RedisTally implements Tally {
  readonly #redis: Redis
  readonly #tag: string
  readonly #room: TallyRoom
  readonly #scripts = new Map<string, Script<unknown>>()

  /**
   * @param hashTag another one than the product's, for tests that must not touch a tally in use
   * @param room less than the product's, for tests that fill it
   */
  constructor(connection: RedisRestConnection, hashTag = usualTag, room = tallyRoom) {
    this.#room = room
    this.#redis = redisClient(connection)
    this.#tag = hashTag
  }

  async apply({ incarnation, partition, first, next, increments }: TallyStep): Promise<TallyAnswer> {
    const keys = [watermarksKey, seenKey, contestsKey, partitionsKey]
    const room = [this.#room.nameBytes, ...namedKinds.map((kind) => this.#room[kind])]
    const values = [watermarkField(incarnation, partition), first, next, paceWindowSeconds, ...room].map(String)
    for (const [contest, kinds] of increments) {
      keys.push(...counterKinds.map((kind) => counterKey(contest, kind)), namesKey(contest))
      values.push(contest, ...counterKinds.flatMap((kind) => counted(kinds[kind])))
    }
    if (Buffer.byteLength(JSON.stringify(values)) > maxArgumentsBytes) throw new StepTooLarge()
    return asking(async () => stepAnswer(await this.#run(applyScript, keys, values)))
  }

  async begin(incarnation: string, partition: number, position: number): Promise<TallyAnswer> {
    const values = [watermarkField(incarnation, partition), String(position), `${incarnation}:`]
    return asking(async () => stepAnswer(await this.#run(beginScript, [watermarksKey, seenKey, partitionsKey], values)))
  }

  async install(incarnation: string, cut: Cut, increments: Increments): Promise<void> {
    const staging = `${usualTag}:staged:${randomUUID()}`
    const stagedKey = (contest: string, kind: string) => `${staging}:${contest}:${kind}`
    const hashes: Hash[] = []
    const keys = [watermarksKey, seenKey, contestsKey, partitionsKey]
    const values = [this.#tag, paceWindowSeconds, cut.size].map(String)
    for (const [partition, next] of cut) values.push(watermarkField(incarnation, partition), String(next))
    for (const [contest, kinds] of withinRoom(increments, this.#room)) {
      keys.push(counterKey(contest, 'total'), namesKey(contest))
      values.push(contest, String(kinds.total.get('') ?? 0))
      for (const kind of counterKinds.slice(1)) {
        const fields = kind === 'pace' ? recent(kinds.pace) : kinds[kind]
        hashes.push({ key: stagedKey(contest, kind), fields })
        keys.push(stagedKey(contest, kind), counterKey(contest, kind))
        values.push(String(fields.size))
      }
    }
    await asking(async () => {
      for (const chunk of chunked(hashes, maxArgumentsBytes)) {
        const stagedKeys = chunk.map(({ key }) => key)
        await this.#run(stageScript, stagedKeys, [
          String(stagedSeconds),
          ...chunk.flatMap(({ fields }) => counted(fields)),
        ])
      }
      await this.#run(installScript, keys, values)
    })
  }

  async read(contest: string): Promise<TallySnapshot> {
    const [totalKey = '', ...hashKeys] = counterKinds.map((kind) => this.#key(counterKey(contest, kind)))
    return asking(async () => {
      const multi = this.#redis.multi()
      for (const key of [watermarksKey, seenKey, partitionsKey]) multi.hgetall(this.#key(key))
      multi.get(totalKey)
      for (const key of hashKeys) multi.hgetall(key)
      const [watermarks, seen, partitions, ...rest] = await multi.exec<unknown[]>()
      return {
        watermarks: numbers(watermarks),
        seen: numbers(seen),
        partitions: numbers(partitions),
        counters: counters(rest),
      }
    })
  }

  async totals(): Promise<TallyTotals> {
    return asking(async () => {
      const [watermarks, contests] = list(await this.#run(totalsScript, [watermarksKey, contestsKey], [this.#tag]))
      const entries = list(contests).map((one) => {
        const [contest, ...rest] = list(one)
        return [String(contest), counters(rest)] as const
      })
      return { watermarks: numbers(watermarks), contests: new Map(entries) }
    })
  }

  async summary(): Promise<TallySummary> {
    return asking(async () => {
      const answer = await this.#run(summaryScript, [watermarksKey, seenKey, contestsKey, partitionsKey], [this.#tag])
      const [watermarks, seen, partitions, totals] = list(answer)
      return {
        watermarks: numbers(watermarks),
        seen: numbers(seen),
        partitions: numbers(partitions),
        totals: numbers(totals),
      }
    })
  }

  async watermarks(): Promise<ReadonlyMap<string, number>> {
    return asking(async () => numbers(await this.#redis.hgetall(this.#key(watermarksKey))))
  }

  async contests(): Promise<readonly string[]> {
    return asking(async () => list(await this.#redis.smembers(this.#key(contestsKey))).map(String))
  }

  async close(): Promise<void> {}

  #key(key: string): string {
    return this.#tag + key.slice(usualTag.length)
  }

  /** By its digest, and by its text where Redis does not know it (any more). */
  #run(text: string, keys: readonly string[], values: readonly string[]): Promise<unknown> {
    const script = this.#scripts.get(text) ?? this.#redis.createScript<unknown>(text)
    this.#scripts.set(text, script)
    return script.exec(
      keys.map((key) => this.#key(key)),
      [...values],
    )
  }
}

type Script<Answer> = ReturnType<typeof Redis.prototype.createScript<Answer>>

/** The number of fields, then field and number by turns. */
function counted(fields: ReadonlyMap<string, number>): string[] {
  return [String(fields.size), ...[...fields].flatMap(([field, votes]) => [field, String(votes)])]
}

/** The pace that the script will keep, and an hour more in case the clocks differ. */
function recent(pace: ContestIncrements['pace']): ReadonlyMap<string, number> {
  const oldestSecond = Math.floor(Date.now() / 1000) - 2 * paceWindowSeconds
  return new Map([...pace].filter(([field]) => Number.parseInt(field, 10) >= oldestSecond))
}
