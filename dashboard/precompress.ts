import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

/** The endings of compressed copies. */
export const compressedEndings = ['.br', '.gz'] as const

/** Smaller files fit one packet anyway. */
const leastBytes = 1_024

/** Puts a brotli and a gzip copy beside each text file of a folder, for hosts that do not compress by themselves. */
export function precompress(folder: string): void {
  for (const file of globSync('**/*.{css,html,js,svg,txt}', { cwd: folder })) {
    const path = join(folder, file)
    const bytes = readFileSync(path)
    if (bytes.length < leastBytes) continue
    writeFileSync(`${path}.br`, brotliCompressSync(bytes))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}
