import theme from "shiki/themes/github-light-default.mjs";
import { expect, test } from "vitest";
import { ground, ink, prepareHighlight, replacedColours } from "../../src/load/markdown/highlight.ts";

/** Contrast of two colours (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  const channel = (i: number): number => {
    const value = Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
}

test("every colour of code can be read on its ground: contrast of at least 4.5", () => {
  const colours = (theme.tokenColors ?? []).flatMap(({ settings }) => settings.foreground?.toLowerCase() ?? []);
  const shown = [ink, ...colours.map((colour) => replacedColours[colour] ?? colour)];
  expect(shown.filter((colour) => contrast(colour, ground) < 4.5)).toEqual([]);
});

test("code too long to colour is printed plain", async () => {
  const { highlight } = await prepareHighlight(new Set(["js"]));
  expect(highlight("let a;\n".repeat(20_000), "js")).not.toContain("<span");
});

test("the words of highlighted code are those of the code", async () => {
  const { highlight } = await prepareHighlight(new Set(["rust"]));
  const code = 'fn main() {\n\n\t// "1 < 2 & 3"\n    println!("{}", x);   \n}\n';
  const words = highlight(code, "rust")!
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
  expect(words).toBe(code);
});
