import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '@aplauso/process'
import { archiveConfig, openVoteLogView } from '@aplauso/stores/from-environment'
import type { CDPSession, Page } from 'playwright-core'
import { edgeClient, grpcClient } from '../../clients/cast/index.ts'
import { LogClient } from '../../clients/log.ts'
import { generate } from '../../load/generate.ts'
import { betweenCuts, differences } from '../../load/read-side/between-cuts.ts'
import { distinctVotes, faceOf } from '../../load/read-side/distinct-votes.ts'
import { decidedRecords, withCounts } from '../../local/system/index.ts'
import { type RunningSystem, withSystem } from '../../local/with-system.ts'
import { type Output, step } from '../../terminal/index.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'

export interface ConsoleTailOptions {
  /** votes a second, over both doors together */
  readonly rate: number
  readonly seconds: number
}

export interface ConsoleTailReport {
  readonly accepted: number
  readonly votesPerSecond: number
  /** lines that were on the console's screen */
  readonly shown: number
  readonly missing: number
  readonly repeated: number
  readonly frames: { readonly count: number; readonly p95Ms: number; readonly shareUnder50Ms: number }
  /** the page's heap after a collection, in the first third of the time and in the last */
  readonly heapMiB: { readonly early: number; readonly late: number }
  readonly ok: boolean
}

const batch = 10
const patienceMs = 120_000
const sampleMs = 5_000
const quietMs = 4_000
/** The page may hold more while it is behind than at the start. */
const levelMiB = 12

/** Collects every line that comes onto the screen, and the length of every frame. */
const watcher = `
window.seen = []
window.frameMs = []
addEventListener('DOMContentLoaded', () => {
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        for (const line of node.matches('.line') ? [node] : node.querySelectorAll('.line')) {
          window.seen.push([...line.querySelectorAll('bdi')].slice(0, 2).map((one) => one.textContent))
        }
      }
    }
  }).observe(document.body, { childList: true, subtree: true })
  let lastMs
  const frame = (nowMs) => {
    if (lastMs !== undefined) window.frameMs.push(nowMs - lastMs)
    lastMs = nowMs
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})`

/**
 * Follows the log in a browser's log console while votes arrive through both doors, and compares what was on its screen
 * with the archive.
 * @throws ProcessDied, Interrupted; Error if there is no Chromium
 */
export async function followInConsole(options: ConsoleTailOptions, output: Output): Promise<ConsoleTailReport> {
  const path = findChromium(process.env)
  if (!path) throw new Error(noChromium)
  return withSystem({ engines: 'embedded' }, output, async (system) => {
    const browser = await launchChromium(path)
    try {
      const page = await browser.newPage()
      await page.addInitScript(watcher)
      return await follow(options, { system, page, output })
    } finally {
      await browser.close()
    }
  })
}

interface Setup {
  readonly system: RunningSystem
  readonly page: Page
  readonly output: Output
}

function follow({ rate, seconds }: ConsoleTailOptions, { system, page, output }: Setup): Promise<ConsoleTailReport> {
  return withCounts(system, async (reader) => {
    const { urls, signal } = system
    await reader.settle(0, patienceMs, signal)
    const before = await reader.read()
    const log = new LogClient(urls.logs)
    const { newest: start } = await log.page({ limit: 1 })
    await page.goto(`${urls.dashboard}/console`)
    await page.locator('.terminal .empty').waitFor()
    await page.evaluate('window.frameMs.length = 0')

    const screen = new ScreenReader(page, await page.context().newCDPSession(page))
    const clients = [edgeClient(urls.edge), grpcClient(urls.grpc)]
    const startedMs = performance.now()
    const report = await step(`Following ${rate} votes a second for ${seconds} s`, output, async () => {
      const ending = new AbortController()
      const watching = screen.watch(ending.signal)
      const durationMs = seconds * 1_000
      const load = {
        doors: clients,
        next: distinctVotes(),
        ratePerSecond: rate,
        durationMs,
        batch,
        maxInFlight: 64,
        signal,
      }
      const sent = await generate(load).finally(() => ending.abort())
      await watching
      return sent
    })
    const tookSeconds = (performance.now() - startedMs) / 1_000
    for (const client of clients) client.close()
    await step('Counting', output, () => reader.settle(decidedRecords(before) + report.accepted, patienceMs, signal))
    await screen.settle()

    const view = await openVoteLogView(readConfig(archiveConfig, system.stores))
    const { newest: end } = await log.page({ limit: 1 })
    const archived = await betweenCuts(view, start, end ?? '').finally(() => view.close())
    const { missing, repeated } = differences(archived, screen.faces)
    const figures = { frames: screen.frames(), heapMiB: screen.heap() }
    const isLevel = figures.heapMiB.late <= figures.heapMiB.early + levelMiB
    return {
      accepted: report.accepted,
      votesPerSecond: Math.round(report.accepted / tookSeconds),
      shown: screen.faces.length,
      missing,
      repeated,
      ...figures,
      ok: missing === 0 && repeated === 0 && isLevel && figures.frames.shareUnder50Ms >= 0.95,
    }
  })
}

/** Takes what the watcher has collected, so that the page does not have to hold it. */
class ScreenReader {
  readonly faces: string[] = []
  readonly #page: Page
  readonly #session: CDPSession
  readonly #frameMs: number[] = []
  readonly #heapMiB: number[] = []

  constructor(page: Page, session: CDPSession) {
    this.#page = page
    this.#session = session
  }

  /** Samples until the signal, and leaves the frames of the samples themselves out. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(sampleMs, undefined, { signal }).catch(() => {})
      await this.#take(true)
      await this.#session.send('HeapProfiler.collectGarbage')
      const { usedSize } = await this.#session.send('Runtime.getHeapUsage')
      this.#heapMiB.push(Math.round((usedSize / 1_048_576) * 10) / 10)
      await this.#take(false)
    }
  }

  /** Waits until no new line has come for a while. */
  async settle(): Promise<void> {
    const untilMs = performance.now() + patienceMs
    for (let before = -1; before < this.faces.length && performance.now() < untilMs; ) {
      before = this.faces.length
      await pause(quietMs)
      await this.#take(false)
    }
  }

  frames(): ConsoleTailReport['frames'] {
    const sorted = this.#frameMs.toSorted((a, b) => a - b)
    const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? 0
    const under = sorted.filter((ms) => ms < 50).length
    const share = sorted.length === 0 ? 0 : under / sorted.length
    return { count: sorted.length, p95Ms: Math.round(p95 * 10) / 10, shareUnder50Ms: Math.round(share * 1_000) / 1_000 }
  }

  heap(): ConsoleTailReport['heapMiB'] {
    const third = Math.max(1, Math.floor(this.#heapMiB.length / 3))
    return { early: Math.max(...this.#heapMiB.slice(0, third)), late: Math.max(...this.#heapMiB.slice(-third)) }
  }

  async #take(withFrames: boolean): Promise<void> {
    const script = '({ seen: window.seen.splice(0), frameMs: window.frameMs.splice(0) })'
    const { seen, frameMs } = (await this.#page.evaluate(script)) as { seen: [string, string][]; frameMs: number[] }
    this.faces.push(...seen.map(([name, voted]) => faceOnScreen(name, voted)))
    if (withFrames) this.#frameMs.push(...frameMs)
  }
}

/** A line's vote in the form in which it is compared. */
function faceOnScreen(name: string, voted: string): string {
  const [, album = '', year, rank] = /^(.*) \((\d+)\) · (.*)$/.exec(voted) ?? []
  return faceOf({ name, album, year: Number(year), rank: Number(rank) })
}
