/** Counts since the start by name and label; kept apart from prom-client, which costs 150 ms to import and is seldom asked. */
export interface Tallies {
  readonly add: (name: string, label: string) => void;
  readonly of: (name: string) => ReadonlyMap<string, number>;
}

export function makeTallies(): Tallies {
  const counts = new Map<string, Map<string, number>>();
  return {
    add: (name, label) => {
      const labels = counts.get(name) ?? new Map<string, number>();
      counts.set(name, labels);
      labels.set(label, (labels.get(label) ?? 0) + 1);
    },
    of: (name) => counts.get(name) ?? new Map(),
  };
}
