/** A package-lock.json (version 3): packages by their place, such as `node_modules/a/node_modules/b`. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

interface LockedPackage {
  readonly dev?: boolean
  /** a workspace, which is ours */
  readonly link?: boolean
  readonly optional?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Packages that are needed to build the pages alone, and whose code or files are part of them. */
const builtIntoPages = ['svelte', '@fontsource-variable/bricolage-grotesque'] as const

/** The places of all packages that production runs or hands to browsers; the others build and test. */
export function shippedPlaces({ packages }: Lockfile): ReadonlySet<string> {
  const places = new Set(
    Object.entries(packages)
      .filter(([place, { dev, link }]) => place.includes('node_modules/') && !dev && !link)
      .map(([place]) => place),
  )
  const add = (place: string) => {
    const locked = packages[place]
    if (!locked || places.has(place)) return
    places.add(place)
    for (const name of Object.keys(locked.dependencies ?? {})) add(placeOf(name, place, packages))
  }
  for (const name of builtIntoPages) add(`node_modules/${name}`)
  return places
}

/** Where a package finds another that it needs: in its own folder, or at the top. */
function placeOf(name: string, dependent: string, packages: Lockfile['packages']): string {
  const own = `${dependent}/node_modules/${name}`
  return packages[own] ? own : `node_modules/${name}`
}
