import { expect, it } from 'vitest'
import { searchBands } from './band-search.ts'
import type { PlacedBand } from './places.ts'

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Searches with an API that answers so; `pass` ends the pause after typing. */
function setUp(typed: string, answer: () => Response) {
  const asked: string[] = []
  const found: (readonly PlacedBand[])[] = []
  let run = () => {}
  const cancel = searchBands({
    resultsUrl: 'https://results.example/v1/results/default',
    typed,
    onFound: (bands) => found.push(bands),
    fetch: async (url) => {
      asked.push(url)
      return answer()
    },
    later: (work) => {
      run = work
      return () => {
        run = () => {}
      }
    },
  })
  const pass = async () => {
    run()
    await nextTurn()
  }
  return { asked, found, cancel, pass }
}

const bands = [{ name: 'Trébol & Co', place: 73, votes: 2 }]

it('bands that are not listed are looked for once nobody types any more', async () => {
  const { asked, found, pass } = setUp(' trébol & ', () => Response.json({ bands, next: null }))
  expect(asked).toEqual([])
  await pass()
  expect(asked).toEqual(['https://results.example/v1/results/default/bands?q=tr%C3%A9bol+%26'])
  expect(found).toEqual([bands])
})

it('a search that was cancelled shows nothing', async () => {
  const early = setUp('a', () => Response.json({ bands }))
  early.cancel()
  await early.pass()
  expect(early.asked).toEqual([])
  const late = setUp('a', () => Response.json({ bands }))
  const passing = late.pass()
  late.cancel()
  await passing
  expect(late.found).toEqual([])
})

it.each([
  () => new Response('', { status: 503 }),
  () => new Response('<html>'),
  () => Response.json({}),
  () => Response.json({ bands: [{ name: 'A', votes: 1 }] }),
])('another answer finds nothing (%#)', async (answer) => {
  const { found, pass } = setUp('a', answer)
  await pass()
  expect(found).toEqual([])
})
