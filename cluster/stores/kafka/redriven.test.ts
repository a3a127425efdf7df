import { describe, expect, it } from 'vitest'
import { letterHeader, messageOf, originHeader, redrivenMember } from './redriven.ts'

const redriven = {
  origin: { incarnation: '1', partition: 3, offset: 17 },
  letter: { incarnation: '2', partition: 5, offset: 40 },
}

describe('the headers of a redriven record', () => {
  it('carry where it comes from', () => {
    const { headers } = messageOf({ key: 'k', value: 'v', redriven })
    expect(headers).toEqual({ 'aplauso-origin': '1:3:17', 'aplauso-letter': '2:5:40' })
    const read = Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))]),
    )
    expect(redrivenMember(read)).toEqual({ redriven })
  })

  it('are absent from a record of a door', () => {
    expect(messageOf({ key: 'k', value: 'v' })).toEqual({ key: 'k', value: 'v' })
    expect(redrivenMember({})).toEqual({})
    expect(redrivenMember(undefined)).toEqual({})
  })

  it.each([
    { [originHeader]: '1:3:17' },
    { [originHeader]: '1:3:17', [letterHeader]: 'somewhere' },
    { [originHeader]: ['1:3:17', '1:3:18'], [letterHeader]: '1:3:17' },
  ])('are left out where somebody else wrote %j', (headers) => {
    expect(redrivenMember(headers)).toEqual({})
  })
})
