import { messageOf } from '@aplauso/process/portable'
import { oneOf, UsageError } from '../../terminal/command-line.ts'
import { encodings } from './encoding.ts'
import { type KeyMap, readKeyMap } from './map-keys.ts'
import type { VoteFileOptions } from './read.ts'

/** The command-line options of every command that reads vote files. */
export const voteFileFlags = {
  map: { type: 'string' },
  encoding: { type: 'string' },
  'no-ids': { type: 'boolean' },
} as const

/** The values of `voteFileFlags` on a command line. */
interface Values {
  readonly map?: string | undefined
  readonly encoding?: string | undefined
  readonly 'no-ids'?: boolean | undefined
}

/** Reads the options' values. @throws UsageError naming an option whose value is invalid */
export function readVoteFileOptions({ map, encoding, 'no-ids': noIds }: Values): VoteFileOptions {
  return {
    ...(map === undefined ? {} : { keyMap: keyMapIn(map) }),
    ...(encoding === undefined ? {} : { encoding: oneOf('--encoding', encoding, encodings) }),
    ...(noIds ? { noIds } : {}),
  }
}

function keyMapIn(text: string): KeyMap {
  try {
    return readKeyMap(text)
  } catch (error) {
    throw new UsageError(`--map: ${messageOf(error)}`)
  }
}
