import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { cacheFolder, moveIntoPlace } from './cache.ts'

test('builds are kept where the system keeps caches of a user, or where the environment says', () => {
  expect(cacheFolder({}, 'linux')).toBe(join(homedir(), '.cache', 'aplauso'))
  expect(cacheFolder({ XDG_CACHE_HOME: '/caches' }, 'linux')).toBe(join('/caches', 'aplauso'))
  expect(cacheFolder({ XDG_CACHE_HOME: '/caches' }, 'darwin')).toBe(join(homedir(), 'Library', 'Caches', 'aplauso'))
  expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'aplauso'))
  expect(cacheFolder({ APLAUSO_CACHE: '/mine', XDG_CACHE_HOME: '/caches' }, 'linux')).toBe('/mine')
})

test('of two processes that make the same, the first one’s stays, and nothing is left of the other’s', () => {
  const folder = temporaryFolder()
  const made = (name: string) => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'jar'), name)
    return join(folder, name)
  }
  const place = join(folder, 'kafka')
  const [first, second] = [made('first'), made('second')]
  moveIntoPlace(first, place)
  moveIntoPlace(second, place)
  expect(readFileSync(join(place, 'jar'), 'utf8')).toBe('first')
  expect([first, second].filter(existsSync)).toEqual([])
})

test('a folder that cannot be moved for another reason is an error', () => {
  const folder = temporaryFolder()
  expect(() => moveIntoPlace(join(folder, 'never-made'), join(folder, 'place'))).toThrow('ENOENT')
})
