/** `npm run readers`: what real feed readers show of the sample newsroom, in docs/readers.md. Needs newsboat, sfeed, r2e, feedparser, Liferea with Xvfb and dbus. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { renderMatrix } from "../test/readers/matrix.ts";

writeFileSync(resolve(import.meta.dirname, "../docs/readers.md"), await renderMatrix());
console.log("docs/readers.md");
