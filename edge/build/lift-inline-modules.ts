const inlineModule = /new WebAssembly\.Module\(\s*new Uint8Array\(\s*\[([\da-fx\s,]+)\]\s*,?\s*\)\s*,?\s*\)/gi

/**
 * The transpiler's glue holds small modules as arrays of numbers, which it compiles at run time. A Worker refuses that, so
 * they become files and the glue asks for them as for the others.
 */
export function liftInlineModules(glue: string): { glue: string; modules: Record<string, Uint8Array> } {
  const modules: Record<string, Uint8Array> = {}
  const lifted = glue.replace(inlineModule, (_, numbers: string) => {
    const name = `ingest.inline${Object.keys(modules).length + 1}.wasm`
    modules[name] = Uint8Array.from(
      numbers.split(',').filter((number) => number.trim() !== ''),
      Number,
    )
    return `getCoreModule('${name}')`
  })
  if (lifted.includes('WebAssembly.Module(')) throw new Error('the glue still compiles a module at run time')
  return { glue: lifted, modules }
}
