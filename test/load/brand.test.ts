import { expect, test } from "vitest";
import { loadNewsroom } from "../../src/load/newsroom.ts";
import { newsroom } from "../newsroom.ts";

const found = async (yaml: string): Promise<readonly unknown[]> => {
  const files = { "courant.yaml": `title: T\nurl: https://news.example\n${yaml}\n`, "static/img/a.svg": "<svg/>" };
  const { problems } = await loadNewsroom(newsroom(files));
  return problems.map(({ code, level, file, line }) => `${file}:${line} ${level} ${code}`);
};

test.each([
  ["logo: /img/a.svg", []],
  ["icon: img/a.svg", []],
  ["logo: https://cdn.example/a.png", []],
  ["logo: /img/gone.png", ["courant.yaml:3 warning IMAGE_MISSING"]],
  ["icon: gone.png", ["courant.yaml:3 warning IMAGE_MISSING"]],
])("%s: a picture of the newsroom's own that is not there is a warning", async (yaml, expected) => {
  expect(await found(yaml)).toEqual(expected);
});
