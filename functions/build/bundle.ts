import { build } from 'esbuild'

/** CommonJS packages inside the bundle still ask for what an ES module does not have. */
const commonJs = `import { createRequire as __createRequire } from 'node:module'
import { fileURLToPath as __fileURLToPath } from 'node:url'
const require = __createRequire(import.meta.url)
const __filename = __fileURLToPath(import.meta.url)
const __dirname = __fileURLToPath(new URL('.', import.meta.url))`

/** Bundles an entry and all it imports, but for the packages named, into one ES module. @throws on any build error */
export async function bundle(entry: string, file: string, external: readonly string[]): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node22.18',
    format: 'esm',
    external: external.flatMap((name) => [name, `${name}/*`]),
    banner: { js: commonJs },
    legalComments: 'inline',
    logLevel: 'error',
  })
}
