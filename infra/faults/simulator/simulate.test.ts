import { describe, expect, it } from 'vitest'
import { type Breakage, breakages } from './breakage.ts'
import { runSeed } from './run.ts'

const cleanSeeds = 2_500
const seedsPerBreakage = 2_000

describe('the simulation', () => {
  it(`counts every accepted vote once on ${cleanSeeds} seeds`, { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= cleanSeeds; seed += 1) {
      const { faults } = await runSeed(seed)
      expect(faults, `npm run simulate -- --seed ${seed}`).toEqual([])
    }
  })

  it('runs a seed the same way every time', async () => {
    // One with faults, so that there is something to distinguish.
    for (let seed = 1; seed <= seedsPerBreakage; seed += 1) {
      const first = await runSeed(seed, 'two-step-tally')
      if (first.faults.length === 0) continue
      expect(await runSeed(seed, 'two-step-tally')).toEqual(first)
      return
    }
    expect.fail(`no seed up to ${seedsPerBreakage} has faults`)
  })

  it.for(Object.keys(breakages) as Breakage[])(
    'notices when a rule is off: %s',
    { timeout: 60_000 },
    async (breakage) => {
      for (let seed = 1; seed <= seedsPerBreakage; seed += 1) {
        if ((await runSeed(seed, breakage)).faults.length > 0) return
      }
      expect.fail(`no seed up to ${seedsPerBreakage} noticed`)
    },
  )
})
