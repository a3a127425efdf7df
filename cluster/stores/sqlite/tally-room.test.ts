import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { incrementsOf, overflowFields } from '@aplauso/proto'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { sampleRecord } from '../contract/samples.ts'
import { SqliteTally } from './tally.ts'

const votes = (...names: string[]) => incrementsOf(names.map((name) => sampleRecord({ name })))
const names = "SELECT votes AS bytes FROM counters WHERE key = '{aplauso}:default:names'"

it('counts what names take where an older version did not note it, or a rebuild made the fields', async () => {
  const folder = temporaryFolder()
  const room = { bands: 9, albums: 2, ranks: 9, nameBytes: 1_000 }
  const tally = SqliteTally.open(folder, room)
  onTestFinished(() => tally.close())
  const db = new DatabaseSync(join(folder, 'tally.db'))
  onTestFinished(() => db.close())
  const noted = () => db.prepare(names).get()?.bytes
  const apply = (first: number, ...given: string[]) =>
    tally.apply({ incarnation: '1', partition: 0, first, next: first + given.length, increments: votes(...given) })

  await tally.install('1', new Map([[0, 0]]), votes('é', 'B', 'C'))
  expect(noted()).toBeUndefined()
  await apply(0, 'D')
  const { bands, albums, ranks } = (await tally.read('default')).counters
  const fields = [bands, albums, ranks].flatMap((counter) => [...counter.keys()])
  const own = fields.filter((field) => !Object.values<string>(overflowFields).includes(field))
  const bytes = own.reduce((sum, field) => sum + Buffer.byteLength(field), 0)
  expect(noted()).toBe(bytes)
  db.exec("DELETE FROM counters WHERE key = '{aplauso}:default:names'")
  await apply(1, 'D')
  expect(noted()).toBe(bytes)
})
