/** A package as a lock file has it; what this does not name is carried over as it is. */
interface LockedPackage {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** A package-lock.json (version 3): packages by their place, such as `node_modules/a/node_modules/b`. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

export interface LockedRoot extends LockedPackage {
  readonly name: string
  readonly version: string
}

/**
 * The lock of a package on its own: of a larger lock the part that it needs, so that what is deployed is what
 * was tested, to the byte.
 * @throws Error where the larger lock lacks something
 */
export function lockfileOf(root: LockedRoot, larger: Lockfile) {
  const found = new Map<string, LockedPackage>()
  const take = (dependent: string, needed: LockedPackage) => {
    for (const name of Object.keys({ ...needed.dependencies, ...needed.optionalDependencies })) {
      const place = placeOf(name, dependent, larger)
      if (place === undefined) {
        if (needed.optionalDependencies?.[name] !== undefined) continue
        throw new Error(`package-lock.json has no ${name}, which ${dependent || root.name} needs`)
      }
      if (found.has(place)) continue
      const locked = larger.packages[place] ?? {}
      found.set(place, locked)
      take(place, locked)
    }
  }
  take('', root)
  const packages = Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
  const { name, version } = root
  return { name, version, lockfileVersion: 3, requires: true, packages: { '': root, ...packages } }
}

/** Where Node would find a package that one at `dependent` asks for. */
function placeOf(name: string, dependent: string, { packages }: Lockfile): string | undefined {
  for (let from = dependent; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`
    if (packages[place]) return place
    if (from === '') return undefined
  }
}
