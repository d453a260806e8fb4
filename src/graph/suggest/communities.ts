/** An undirected tie between two places, each pair once. */
export interface Tie {
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

/**
 * Groups places so that each is tied to all others of its group by `density` on average, or more: Louvain's local moves
 * with the constant Potts model (Traag, Van Dooren, Nesterov 2011) for a measure. Unlike modularity it judges a group by
 * itself, so that three linked stories are a group among ten as among ten thousand.
 * Deterministic: places move in their order, and of equal gains the lower group wins. Gives each place's group.
 */
export function communities(size: number, ties: readonly Tie[], density: number): readonly number[] {
  const neighbours = neighboursOf(size, ties);
  const group = neighbours.map((_, place) => place);
  const members = neighbours.map(() => 1);
  // Each move raises the measure, so this ends; 10,000 stories settle within ten rounds.
  for (let moved = true; moved;) {
    moved = false;
    for (const [place, list] of neighbours.entries()) {
      const from = group[place]!;
      members[from]! -= 1;
      const tied = new Map([[from, 0]]);
      for (const { to, weight } of list) tied.set(group[to]!, (tied.get(group[to]!) ?? 0) + weight);
      const gain = (to: number): number => tied.get(to)! - density * members[to]!;
      const [best] = [...tied.keys()].toSorted((x, y) => gain(y) - gain(x) || x - y);
      const next = gain(best!) > gain(from) + 1e-9 ? best! : from;
      group[place] = next;
      members[next]! += 1;
      moved ||= next !== from;
    }
  }
  return group;
}

interface Neighbour {
  readonly to: number;
  readonly weight: number;
}

function neighboursOf(size: number, ties: readonly Tie[]): readonly (readonly Neighbour[])[] {
  const lists = Array.from({ length: size }, () => [] as Neighbour[]);
  for (const { a, b, weight } of ties) {
    lists[a]!.push({ to: b, weight });
    lists[b]!.push({ to: a, weight });
  }
  return lists;
}
