import { expect, it } from 'vitest'
import { liftInlineModules } from './lift-inline-modules.ts'

it('modules that the glue compiles itself become files', () => {
  const glue =
    'const a = new WebAssembly.Module(new Uint8Array([\n 0x00, 0x61,\n 0x73\n]));b(new WebAssembly.Module(new Uint8Array([1,2])))'
  expect(liftInlineModules(glue)).toEqual({
    glue: "const a = getCoreModule('ingest.inline1.wasm');b(getCoreModule('ingest.inline2.wasm'))",
    modules: { 'ingest.inline1.wasm': Uint8Array.of(0, 0x61, 0x73), 'ingest.inline2.wasm': Uint8Array.of(1, 2) },
  })
})

it('a module in a form that is not known stops the build', () => {
  expect(() => liftInlineModules('new WebAssembly.Module(base64(x))')).toThrow('still compiles')
})
