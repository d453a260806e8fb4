/**
 * The `most` numbers with the highest score, best first; of two equals the higher number comes first, so that no
 * order of asking shows.
 */
export function best(numbers: readonly number[], scores: Float64Array, most: number): readonly number[] {
  const chosen: number[] = [];
  for (const number of numbers) {
    if (chosen.length === most && !outranks(scores, number, chosen[most - 1]!)) continue;
    let at = chosen.length === most ? most - 1 : chosen.length;
    while (at > 0 && outranks(scores, number, chosen[at - 1]!)) {
      chosen[at] = chosen[at - 1]!;
      at--;
    }
    chosen[at] = number;
  }
  return chosen;
}

function outranks(scores: Float64Array, a: number, b: number): boolean {
  return scores[a]! > scores[b]! || (scores[a] === scores[b] && a > b);
}
