import type { Vote } from './log-page.ts'

const two = (value: number) => String(value).padStart(2, '0')

/** The date in the reader's time zone, as terminals write it: 2026-11-25. */
export function dateOf(atMs: number): string {
  const at = new Date(atMs)
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The time of day in the reader's time zone: 20:15:07. */
export function timeOf(atMs: number): string {
  const at = new Date(atMs)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** What was voted, without its band: album, year and ranking. */
export function votedOf({ album, year, rank }: Pick<Vote, 'album' | 'year' | 'rank'>): string {
  return `${album} (${year}) · ${rank}`
}

/** A vote as a line of text, as it is copied: `date - time - vote`. */
export function lineOf(vote: Vote): string {
  const { atMs, name, contest, channel, status } = vote
  return `${dateOf(atMs)} - ${timeOf(atMs)} - ${name} · ${votedOf(vote)} · ${contest} · ${channel} · ${status}`
}
