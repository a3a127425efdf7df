/** A numbered list of files in the README's section "Follow a vote". */
export interface VotePath {
  readonly name: string
  /** the files in order */
  readonly files: readonly string[]
  /** the files that do not exist */
  readonly missing: readonly string[]
}

/**
 * Reads the lists of "Follow a vote": each is a line that ends with a colon, followed by numbered links to files.
 * @param exists whether a path inside the repository exists
 */
export function votePathsIn(readme: string, exists: (path: string) => boolean): readonly VotePath[] {
  const [, section = ''] = /^## Follow a vote\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(readme) ?? []
  const lists: { name: string; files: string[] }[] = []
  for (const line of section.split('\n')) {
    const [, name] = /^(\S.*):$/.exec(line) ?? []
    const [, file] = /^\d+\. \[[^\]]*\]\(([^)]+)\)/.exec(line) ?? []
    if (name !== undefined) lists.push({ name, files: [] })
    if (file !== undefined) lists.at(-1)?.files.push(file)
  }
  return lists.map((list) => ({ ...list, missing: list.files.filter((file) => !exists(file)) }))
}
