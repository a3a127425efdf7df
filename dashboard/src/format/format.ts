/** Formats numbers for one locale. */
export interface Format {
  /** a whole number with grouped digits: 6,864 */
  count(value: number): string
  /** a part of the whole, one decimal: 31.4 % */
  share(part: number, whole: number): string
  /** a rate, one decimal at most: 1,234.5 */
  rate(value: number): string
  /** an age in the largest unit that fits: 0.4 sec, 12 sec, 3 min, 2 hr */
  age(ageMs: number): string
  /** a rank or a mean of ranks, two decimals at most: 8.65 */
  rank(value: number): string
  /** the time of day in the reader's own time zone: 20:15 */
  time(atMs: number): string
  /** date and time of day: 25 Nov 2026, 20:15 */
  moment(atMs: number): string
  /** the time with seconds: 20:15:30 */
  preciseTime(atMs: number): string
}

const units = [
  { unit: 'second', ms: 1_000, below: 60_000 },
  { unit: 'minute', ms: 60_000, below: 3_600_000 },
  { unit: 'hour', ms: 3_600_000, below: Number.POSITIVE_INFINITY },
] as const

/** The format of a locale such as `es-GT`. */
export function formatOf(locale: string): Format {
  // By default Spanish does not group four-digit numbers, and columns would look uneven.
  const count = new Intl.NumberFormat(locale, { useGrouping: 'always' })
  const share = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  const rate = new Intl.NumberFormat(locale, { useGrouping: 'always', maximumFractionDigits: 1 })
  const rank = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const preciseTime = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const inUnit = (value: number, unit: string, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      roundingMode: 'floor',
    }).format(value)

  return {
    count: (value) => count.format(value),
    rate: (value) => rate.format(value),
    rank: (value) => rank.format(value),
    moment: (atMs) => moment.format(atMs),
    time: (atMs) => time.format(atMs),
    preciseTime: (atMs) => preciseTime.format(atMs),
    share: (part, whole) => share.format(whole === 0 ? 0 : part / whole),
    age(ageMs) {
      const { unit, ms } = units.find(({ below }) => ageMs < below) ?? units[2]
      return inUnit(ageMs / ms, unit, ageMs < 10_000 ? 1 : 0)
    },
  }
}
