/** Reads vote files as people have them. */
export { type Encoding, encodings } from './encoding.ts'
export { objectIn } from './json.ts'
export { type KeyMap, readKeyMap } from './map-keys.ts'
export { readVoteFileOptions, voteFileFlags } from './options.ts'
export { readVoteFile, type VoteFile, type VoteFileOptions, type VoteLine } from './read.ts'
