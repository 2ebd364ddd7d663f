/**
 * Which nodes of a graph lie on a circle with which others: strongly connected components (Tarjan 1972), without recursion, so
 * that no graph is too deep.
 * @param edges for each node, the nodes it leads to
 * @returns for each node the number of its component
 */
export function components(edges: readonly (readonly number[])[]): Int32Array {
  const component = new Int32Array(edges.length).fill(-1);
  const order = new Int32Array(edges.length).fill(-1);
  const low = new Int32Array(edges.length);
  const next = new Int32Array(edges.length);
  const open: number[] = [];
  let visited = 0;
  let found = 0;
  for (let root = 0; root < edges.length; root++) {
    if (order[root] !== -1) continue;
    const trail = [root];
    while (trail.length > 0) {
      const node = trail.at(-1)!;
      if (order[node] === -1) {
        order[node] = low[node] = visited++;
        open.push(node);
      }
      const to = edges[node]![next[node]!++];
      if (to !== undefined) {
        if (order[to] === -1) trail.push(to);
        else if (component[to] === -1) low[node] = Math.min(low[node]!, order[to]!);
        continue;
      }
      trail.pop();
      const parent = trail.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== order[node]) continue;
      let member: number;
      do {
        member = open.pop()!;
        component[member] = found;
      } while (member !== node);
      found++;
    }
  }
  return component;
}

/** Whether one node leads to another, over any number of edges. */
export function leadsTo(edges: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    for (const next of edges.get(node) ?? []) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return false;
}
