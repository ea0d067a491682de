/**
 * `nodes` so that each stands after all of its `before` nodes, and otherwise as they were given. Where they form a
 * cycle, the first given of those that are left breaks it.
 */
export function topologicalOrder<T>(nodes: readonly T[], before: (node: T) => Iterable<T>): readonly T[] {
  const left = new Set(nodes);
  const ordered: T[] = [];
  const isFree = (node: T): boolean => {
    for (const other of before(node)) if (other !== node && left.has(other)) return false;
    return true;
  };
  while (left.size > 0) {
    const next = [...left].find(isFree) ?? [...left][0]!;
    left.delete(next);
    ordered.push(next);
  }
  return ordered;
}
