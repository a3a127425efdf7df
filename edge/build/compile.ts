import { transpile } from '@bytecodealliance/jco'
import { componentize } from 'componentize-qjs'
import { liftInlineModules } from './lift-inline-modules.ts'
import { places } from './places.ts'

/** Files by name. */
export type Files = Readonly<Record<string, Uint8Array | string>>

/**
 * Compiles a script to a WebAssembly component and makes of it what a Worker can import: core modules, the glue between
 * them, and `component.js`, which ties both together. A Worker may not compile WebAssembly at run time, so every module
 * is a file of its own.
 */
export async function compileComponent(script: string): Promise<Files> {
  // The component imports nothing: what it needs comes with the call. And it is synchronous: the other way costs twice as much.
  const { component } = await componentize({ witPath: places.world, jsSource: script, stubWasi: true, sync: true })
  const { files, imports } = await transpile(component, {
    name: 'ingest',
    instantiation: 'sync',
    wasiShim: false,
    quiet: true,
  })
  if (imports.length > 0) throw new Error(`the component wants imports: ${imports.join(', ')}`)
  const lifted = liftInlineModules(textOf(files['ingest.js']))
  const modules = { ...modulesOf(files), ...lifted.modules }
  return { ...modules, 'ingest.js': lifted.glue, 'component.js': componentScript(Object.keys(modules)) }
}

function textOf(file: Uint8Array | undefined): string {
  if (!file) throw new Error('the transpiler made no ingest.js')
  return new TextDecoder().decode(file)
}

function modulesOf(files: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith('.wasm')))
}

function componentScript(modules: readonly string[]): string {
  const imports = modules.map((name, index) => `import m${index} from './${name}'`)
  const entries = modules.map((name, index) => `  '${name}': m${index},`)
  return [
    "import { instantiate } from './ingest.js'",
    ...imports,
    'const modules = {',
    ...entries,
    '}',
    'export const createComponent = () => instantiate((name) => modules[name], {})',
    '',
  ].join('\n')
}
