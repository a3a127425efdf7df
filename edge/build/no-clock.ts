/**
 * Takes clock and randomness away. The component has no clock, and its randomness would be the same in every instance,
 * since the generator's seed is part of the snapshot. Code that wants either must fail where it is tested.
 */
const none = (name: string) => (): never => {
  throw new Error(`${name} does not exist in the component: time and randomness come with the call`)
}

Date.now = none('Date.now')
Math.random = none('Math.random')
