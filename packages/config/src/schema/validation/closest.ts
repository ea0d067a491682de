/** More candidates than this are not looked at: no list of keys is longer, and the search stays quick. */
const mostCandidates = 1_000;

/** The candidate that `word` is probably a misspelling of. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const written = plain(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const candidate of candidates.slice(0, mostCandidates)) {
    const other = plain(candidate);
    if (Math.abs(other.length - written.length) >= bestDistance) continue;
    const distance = editDistance(written, other);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** `sendBatchSize`, `send-batch-size` and `send_batch_size` are one word; longer ones than any key are cut. */
function plain(word: string): string {
  return word
    .slice(0, 80)
    .toLowerCase()
    .replaceAll(/[-_ .]/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replace = last[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, replace);
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length]!;
}
