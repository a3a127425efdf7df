/** Where a record lies: rows name it as their source, and it decides which record of a key counts. */
export interface Source {
  readonly incarnation: string
  readonly partition: number
  readonly offset: number
}

/** What a redriven record carries along, and its row or reject keeps. */
export interface Redriven {
  /** where the vote's first dead letter came from, however often it has been redriven */
  readonly origin: Source
  /** the letter that was redriven, by the source of its own */
  readonly letter: Source
}

/** Whether two sources are the same place. */
export function isSameSource(one: Source, other: Source): boolean {
  return one.incarnation === other.incarnation && one.partition === other.partition && one.offset === other.offset
}

/** A source as one text, `<incarnation>:<partition>:<offset>`. */
export function sourceText({ incarnation, partition, offset }: Source): string {
  return `${incarnation}:${partition}:${offset}`
}

/** Reads what `sourceText` wrote; undefined where it is something else. */
export function sourceOf(text: string): Source | undefined {
  const [, incarnation = '', partition = '', offset = ''] = /^(.+):(\d{1,10}):(\d{1,16})$/s.exec(text) ?? []
  return incarnation === '' ? undefined : { incarnation, partition: Number(partition), offset: Number(offset) }
}
