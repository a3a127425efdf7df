import { build } from 'esbuild'

/** The app as one script for the component's engine. @param entry absolute path of its first file */
export async function bundleApp(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2023',
    minifySyntax: true,
    minifyWhitespace: true,
    // Not identifiers: names stay readable in the stack traces of bugs, and keeping them otherwise costs a call for each
    // function that is made.
    charset: 'utf8',
    logLevel: 'warning',
  })
  const [script] = outputFiles
  if (!script) throw new Error('esbuild made no script of the app')
  return script.text
}
