// `node scripts/clean.mjs dist`: removes generated folders by name, on any system.
import { rmSync } from "node:fs";

for (const folder of process.argv.slice(2))
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true });
