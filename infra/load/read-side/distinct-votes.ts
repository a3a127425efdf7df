import { randomUUID } from 'node:crypto'
import type { PreparedVote } from '../../clients/cast/index.ts'

const albums = [
  ['Alux Nahual', 'Alto al Fuego'],
  ['Bohemia Suburbana', 'Sub'],
  ['Malacates Trébol Shop', 'Paquetetumix'],
  ['Gaby Moreno', 'Ilustrada'],
  ['Viernes Verde', 'Tour'],
] as const
const ranks = 101
const firstYear = 1900
const years = 201

/** How many votes can be distinguished by what the log shows of them. */
export const mostDistinctVotes = albums.length * ranks * years

/** What the log shows of a vote, as a text to compare. */
export function faceOf({
  name,
  album,
  year,
  rank,
}: {
  name: string
  album: string
  year: number
  rank: number
}): string {
  return JSON.stringify([name, album, year, rank])
}

/** An endless sequence of votes; the first `mostDistinctVotes` all look different in the log. */
export function distinctVotes(): () => PreparedVote {
  let number = 0
  return () => {
    const [name, album] = albums[number % albums.length] ?? albums[0]
    const rank = Math.floor(number / albums.length) % ranks
    const year = firstYear + (Math.floor(number / (albums.length * ranks)) % years)
    number += 1
    const vote = { id: randomUUID(), name, album, year: String(year), rank: String(rank) }
    return { number, text: JSON.stringify(vote), message: vote }
  }
}
