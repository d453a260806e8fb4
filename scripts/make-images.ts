/** Draws the sample newsroom's illustrations and its mark into static/img: `node scripts/make-images.ts` (about twenty seconds). */
import { mkdir, writeFile } from "node:fs/promises";
import { pictures, ink, orange, paper } from "./images/pictures.ts";
import { encodePng } from "./images/png.ts";
import { arc, disc, paint } from "./images/shapes.ts";

const folder = new URL("../static/img/", import.meta.url);
await mkdir(folder, { recursive: true });

for (const [name, { ground, shapes }] of Object.entries(pictures)) {
  await writeFile(new URL(`${name}.png`, folder), encodePng(paint(1200, 630, ground, shapes)));
}

// The mark: a C that is also a current running round a point.
const mark = [arc(paper, 256, 256, 150, 58, 0.35, 1.15), disc(orange, 256, 256, 52)];
await writeFile(new URL("icon.png", folder), encodePng(paint(512, 512, ink, mark)));
