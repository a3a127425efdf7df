import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtInContests, type JudgedVote, judgeVote, voteKey } from '@aplauso/proto'
import { root } from '../../../terminal/root.ts'

/** Options as on the command line. */
export interface ReaderOptions {
  readonly map?: string
  readonly encoding?: string
  readonly 'no-ids'?: boolean
}

/** What a reader must make of a file. In texts, `{file}` is the file's path. */
export interface ExpectedFile {
  readonly file: string
  readonly options?: ReaderOptions
  readonly error?: string
  readonly accepted?: number
  /** the accepted votes as they are stored; absent: only their number is compared */
  readonly votes?: readonly object[]
  readonly warnings?: readonly string[]
}

/** What must come of several files together: `counted` votes have a key of their own. */
export interface ExpectedTogether {
  readonly files: readonly string[]
  readonly options?: ReaderOptions
  readonly accepted: number
  readonly counted: number
}

/** What a reader made of a file: each vote's JSON, or the error. */
export type FileReading =
  | { readonly texts: readonly string[]; readonly warnings: readonly string[]; readonly error?: undefined }
  | { readonly error: string }

const folder = join(root, 'infra', 'samples', 'files')

/** The files and their right answers, in `infra/samples/files`. */
export const expected: { readonly files: readonly ExpectedFile[]; readonly together: readonly ExpectedTogether[] } =
  JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))

/** Each case with a name for its test. */
export const expectedFiles = expected.files.map(
  (file) => [[file.file, ...Object.entries(file.options ?? {}).flat()].join(' '), file] as const,
)

export function pathOf(file: string): string {
  return join(folder, file)
}

/** The expectation in the shape of `outcomeOf`. */
export function expectedOutcome({ file, error, accepted, votes, warnings = [] }: ExpectedFile): object {
  const named = (text: string) => text.replaceAll('{file}', pathOf(file))
  return error === undefined
    ? { accepted, warnings: warnings.map(named), ...(votes ? { votes } : {}) }
    : { error: named(error) }
}

/** What the doors make of a reading. The ids that a reader makes are left out of the votes. */
export function outcomeOf(reading: FileReading): object {
  if (reading.error !== undefined) return { error: reading.error }
  const votes = acceptedIn(reading.texts).map(({ contest: _, id, ...vote }) =>
    id === undefined || id.startsWith('file-') ? vote : { id, ...vote },
  )
  return { accepted: votes.length, votes, warnings: reading.warnings }
}

/** How many of the votes are accepted, and how many of these count. */
export async function countedIn(texts: readonly string[]): Promise<{ accepted: number; counted: number }> {
  const votes = acceptedIn(texts)
  const keys = votes.map(({ contest, id = '', ...vote }) => voteKey({ ...vote, contest: contest.id, id }))
  return { accepted: votes.length, counted: new Set(await Promise.all(keys)).size }
}

function acceptedIn(texts: readonly string[]): readonly JudgedVote[] {
  return texts.flatMap((text) => {
    const judgement = judgeVote(parsed(text), { contests: builtInContests })
    return judgement.verdict === 'keeps_rules' ? [judgement.vote] : []
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
