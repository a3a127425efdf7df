import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lockfile, shippedPlaces } from './shipped.ts'

/** Licences, by their SPDX identifiers, that ask for nothing but their text to be kept, or, of a font, its name. */
export const allowedLicences: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-3.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
]

interface Manifest {
  readonly name?: string
  readonly license?: string | { readonly type?: string }
  /** as packages of long ago have it: any of them */
  readonly licenses?: readonly { readonly type?: string }[]
}

/** A shipped package whose licence is not an allowed one. */
export interface LicenceFault {
  readonly name: string
  readonly licence: string
}

/** The shipped packages whose licences are not allowed, by name. @param root the repository, its packages installed */
export function licenceFaults(root: string): { readonly packages: number; readonly faults: readonly LicenceFault[] } {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile
  // Of packages with native parts only those for this platform are installed.
  const places = [...shippedPlaces(lock)].filter(
    (place) => !lock.packages[place]?.optional || existsSync(join(root, place)),
  )
  const faults = places.flatMap((place) => {
    const manifest = manifestAt(join(root, place, 'package.json'))
    const licence = manifest ? licenceOf(manifest) : 'none: it is not installed'
    return isAllowed(licence) ? [] : { name: manifest?.name ?? place, licence }
  })
  return { packages: places.length, faults: faults.sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

function manifestAt(path: string): Manifest | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : undefined
}

/** What a package's manifest says of its licence, as an SPDX expression. */
export function licenceOf({ license, licenses = [] }: Manifest): string {
  const named = typeof license === 'string' ? license : license?.type
  return named ?? (licenses.map(({ type }) => type ?? 'none').join(' OR ') || 'none')
}

/** Whether an SPDX expression, such as `(MIT OR GPL-3.0-only) AND ISC`, leaves a choice of allowed licences alone. */
export function isAllowed(expression: string): boolean {
  const words = expression.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const either = (): boolean => {
    let allowed = both()
    while (words[at] === 'OR') {
      at += 1
      allowed = both() || allowed
    }
    return allowed
  }
  const both = (): boolean => {
    let allowed = one()
    while (words[at] === 'AND') {
      at += 1
      allowed = one() && allowed
    }
    return allowed
  }
  const one = (): boolean => {
    const word = words[at] ?? ''
    at += 1
    if (word !== '(') return allowedLicences.includes(word)
    const allowed = either()
    const closes = words[at] === ')'
    at += 1
    return allowed && closes
  }
  return either() && at === words.length
}
