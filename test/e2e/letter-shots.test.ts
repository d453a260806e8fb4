import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { letterShots } from "../../scripts/letter-screenshots.ts";
import { repository } from "../courant.ts";
import { realPart } from "../real-part.ts";

/** Share of pixels, both pictures made small so that smoothing of letters does not count, that differ by more than an eighth. */
const difference = `async ([a, b]) => {
  const pixels = async (png) => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const canvas = new OffscreenCanvas(image.width / 4, image.height / 4);
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const [one, other] = [await pixels(a), await pixels(b)];
  if (one.length !== other.length) return 1;
  let wrong = 0;
  for (let i = 0; i < one.length; i += 4)
    if ([0, 1, 2].some((c) => Math.abs(one[i + c] - other[i + c]) > 32)) wrong++;
  return (4 * wrong) / one.length;
}`;

test.skipIf(!realPart("chromium"))(
  "the letter looks as its pictures in docs/ show it; npm run screenshots:letter makes them anew",
  { timeout: 180_000 },
  async () => {
    const shots = await letterShots();
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    });
    const page = await browser.newPage();
    const differing: string[] = [];
    for (const [name, picture] of shots) {
      const golden = join(repository, "docs", `${name}.png`);
      expect(existsSync(golden), name).toBe(true);
      const pair = [picture.toString("base64"), readFileSync(golden).toString("base64")];
      const share = await page.evaluate<number>(`(${difference})(${JSON.stringify(pair)})`);
      if (share > 0.03) differing.push(`${name}: ${(share * 100).toFixed(1)} %`);
    }
    await browser.close();
    expect(differing).toEqual([]);
  },
);
