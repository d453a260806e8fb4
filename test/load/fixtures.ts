import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface FixtureCase {
  readonly name: string;
  readonly input: string;
  readonly expected: string;
}

/** Cases of test/fixtures/load/NAME.txt: a line that names the case, then input and output between lines of a single dot. */
export function readFixture(name: string): readonly FixtureCase[] {
  const text = readFileSync(join(import.meta.dirname, "../fixtures/load", name), "utf8");
  return text
    .split(/^\.\n/m)
    .flatMap((part, i, parts) =>
      i % 3 === 1 ? [{ name: parts[i - 1]!.trim(), input: part, expected: parts[i + 1] ?? "" }] : [],
    );
}
