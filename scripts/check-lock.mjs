// A registry that lags behind for some platforms leaves optional packages out of the lock file, and `npm ci` fails later.
// So every optional dependency that the lock file names must be in it.
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const present = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, "")));
const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !present.has(name))
    .map((name) => `${path}: ${name}`),
);
if (missing.length > 0) {
  console.error(
    `package-lock.json lacks optional packages; pin a version whose parts are all there:\n${missing.join("\n")}`,
  );
  process.exitCode = 1;
} else {
  console.log(`${present.size} packages, all optional ones present.`);
}
