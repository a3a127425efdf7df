/** Made by the build (see `build/`): the component's glue with its modules at hand. */
declare module '*/gen/component.js' {
  export function createComponent(): { handle(call: string): string }
}
