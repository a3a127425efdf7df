import {
  type Channel,
  castAtFault,
  channels,
  contestFault,
  type FieldCode,
  type LoggedVote,
  limits,
  readRank,
  readYear,
  settleText,
} from '@aplauso/proto'
import type { Reader, Reading } from './reading.ts'

const messages: Readonly<Partial<Record<FieldCode, string>>> = {
  format: 'is not written as it must be',
  control_character: 'must not hold control characters or line breaks',
  empty: 'must not be empty',
  too_long: 'is too long',
  out_of_range: 'is out of range',
}

function wrong(code: FieldCode, message = messages[code] ?? 'is wrong'): Reading<never> {
  return { code, message }
}

/** A band or an album, brought into the form in which votes are stored. */
export const name: Reader<string> = (text) => {
  const { text: settled, fault } = settleText(text, limits.nameCodePoints)
  return settled === undefined ? wrong(fault ?? 'format') : { value: settled }
}

export const contest: Reader<string> = (text) => {
  const fault = contestFault(text)
  return fault ? wrong(fault) : { value: text }
}

export const year: Reader<number> = (text) => {
  const { number, fault } = readYear(text)
  return number === undefined ? wrong(fault ?? 'format') : { value: number }
}

export const rank: Reader<number> = (text) => {
  const { number, fault } = readRank(text)
  return number === undefined ? wrong(fault ?? 'format') : { value: number }
}

function oneOf<Word extends string>(words: readonly Word[]): Reader<Word> {
  return (text) => {
    const word = words.find((one) => one === text)
    return word === undefined ? wrong('format', `must be ${words.join(' or ')}`) : { value: word }
  }
}

export const channel: Reader<Channel> = oneOf(channels)

export const status: Reader<LoggedVote['status']> = oneOf(['counted', 'duplicate'])

const longestTime = 40

/** An RFC 3339 time, brought into the form in which doors write it. */
export const time: Reader<string> = (text) => {
  // A plus sign that was sent as it is has become a space.
  const written = text.replace(/ (?=\d\d:\d\d$)/, '+').toUpperCase()
  if (written.length > longestTime || castAtFault(written)) {
    return wrong('format', 'must be an RFC 3339 time such as 2026-11-25T20:15:00Z')
  }
  const moment = new Date(written)
  const year = moment.getUTCFullYear()
  return year >= 0 && year <= 9999 ? { value: moment.toISOString() } : wrong('out_of_range')
}
