import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { Guests } from './guests.ts'

function socketOf(): Socket & { destroyed: boolean } {
  const socket = Object.assign(new EventEmitter(), { destroyed: false })
  const destroy = () => {
    socket.destroyed = true
    socket.emit('close')
  }
  return Object.assign(socket, { destroy }) as unknown as Socket
}

const room = { connections: 3, bodyBytes: 100 }

function entered(guests: Guests, count: number) {
  const sockets = Array.from({ length: count }, socketOf)
  for (const socket of sockets) guests.enter(socket)
  return sockets
}

test('a connection too many takes the place of the oldest that never signed', () => {
  const guests = new Guests(room)
  const [known, stranger, other] = entered(guests, 3)
  if (known) guests.know(known)
  const [latest] = entered(guests, 1)
  expect([known, stranger, other, latest].map((each) => each?.destroyed)).toEqual([false, true, false, false])
})

test('where all have signed, a new one is not let in; where one has left, it is', () => {
  const guests = new Guests(room)
  const known = entered(guests, 3)
  for (const socket of known) guests.know(socket)
  expect(entered(guests, 1)[0]?.destroyed).toBe(true)
  known[0]?.destroy()
  expect(entered(guests, 1)[0]?.destroyed).toBe(false)
  expect(known.filter(({ destroyed }) => destroyed)).toHaveLength(1)
})

test('a body without room has the oldest of strangers cut off, whose room is free at once', () => {
  const guests = new Guests(room)
  const [known, first, second] = entered(guests, 3) as [Socket, Socket, Socket]
  guests.know(known)
  const cutOff = { known: vi.fn(), first: vi.fn(), second: vi.fn() }
  const holdings = {
    known: guests.begin(known, cutOff.known),
    first: guests.begin(first, cutOff.first),
    second: guests.begin(second, cutOff.second),
  }
  expect(holdings.known.add(40)).toBe(true)
  expect(holdings.first.add(40)).toBe(true)
  expect(holdings.second.add(40)).toBe(true)
  expect(cutOff.first).toHaveBeenCalledOnce()
  holdings.first.release()
  expect(holdings.second.add(20)).toBe(true)
  expect(holdings.second.add(1), 'it is the oldest itself').toBe(false)
  holdings.second.release()
  expect(holdings.known.add(60)).toBe(true)
  expect(cutOff.known).not.toHaveBeenCalled()
  expect(cutOff.second).not.toHaveBeenCalled()
})

test('bodies of those that signed are refused where their own kind fills the room, and none is cut off', () => {
  const guests = new Guests(room)
  const sockets = entered(guests, 2) as [Socket, Socket]
  for (const socket of sockets) guests.know(socket)
  const cutOff = vi.fn()
  const [one, other] = sockets.map((socket) => guests.begin(socket, cutOff))
  expect(one?.add(80)).toBe(true)
  expect(other?.add(30)).toBe(false)
  other?.release()
  expect(one?.add(20)).toBe(true)
  expect(cutOff).not.toHaveBeenCalled()
})
