/** infra's rooms by floor, lowest first: a room imports only from its own floor and those below. */
export const floors: readonly (readonly string[])[] = [
  ['terminal'],
  ['engines', 'clients'],
  ['local'],
  ['load'],
  ['faults', 'operate', 'deploy'],
  ['checks'],
  ['cli'],
]

/** Imports from one room to another. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly imports: number
}

/** The floor of a room, from 0; -1 if it has none. */
function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room))
}

/** Groups of nodes that reach each other, each group sorted. */
export function circlesIn(targets: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const circles: string[][] = []
  const visit = (node: string) => {
    order.set(node, order.size)
    lowest.set(node, order.get(node) ?? 0)
    stack.push(node)
    for (const next of targets.get(node) ?? []) {
      if (!order.has(next)) visit(next)
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(next) ?? 0))
    }
    if (lowest.get(node) !== order.get(node)) return
    const group = stack.splice(stack.indexOf(node))
    if (group.length > 1) circles.push(group.sort())
  }
  for (const node of targets.keys()) if (!order.has(node)) visit(node)
  return circles
}

/** The arrows between infra's rooms, without test support. @param imports each with its file and target */
export function arrowsOf(
  imports: readonly { readonly file: string; readonly target: string | undefined }[],
): readonly Arrow[] {
  const counts = new Map<string, number>()
  for (const { file, target } of imports) {
    const [from, to] = [roomOf(file), target === undefined ? undefined : roomOf(target)]
    if (from !== undefined && to !== undefined && from !== to) {
      const arrow = `${from}/${to}`
      counts.set(arrow, (counts.get(arrow) ?? 0) + 1)
    }
  }
  return [...counts].sort().map(([arrow, count]) => {
    const [from = '', to = ''] = arrow.split('/')
    return { from, to, imports: count }
  })
}

/** The arrows that lead to a higher floor, or to or from a room without a floor. */
export function climbing(arrows: readonly Arrow[]): readonly Arrow[] {
  return arrows.filter(({ from, to }) => floorOf(from) < floorOf(to) || floorOf(from) < 0 || floorOf(to) < 0)
}

function roomOf(path: string): string | undefined {
  return /^infra\/([^/]+)\//.exec(path)?.[1]
}
