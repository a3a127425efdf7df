import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Component } from '../gateway/instances.ts'

// The types of Node leave it out.
declare const WebAssembly: { readonly Module: new (bytes: Uint8Array) => object }

interface Glue {
  instantiate(getCoreModule: (name: string) => object, imports: object): Component
}

/** An instance of the component built into a folder, in Node. */
export async function loadComponent(folder: string): Promise<Component> {
  const glue = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'ingest.js')).href)) as Glue
  return glue.instantiate((name) => new WebAssembly.Module(readFileSync(join(folder, name))), {})
}
