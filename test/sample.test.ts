import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { imageSize } from "image-size";
import { beforeAll, describe, expect, test } from "vitest";
import { loadNewsroom } from "../src/load/newsroom.ts";
import type { Newsroom, Press } from "../src/model.ts";
import { press } from "../src/press.ts";
import { repository } from "./courant.ts";

/** The morning that `npm start` shows: half an hour after the week's letter is due. */
const now = Date.parse("2026-01-23T13:30:00Z");

describe("the sample newsroom", () => {
  let newsroom: Newsroom;
  let pressed: Press;

  beforeAll(async () => {
    newsroom = await loadNewsroom(repository);
    pressed = press(newsroom, now);
  });

  test("has no problem", () => {
    expect(pressed.problems).toEqual([]);
  });

  test("has nothing of the future and no draft", () => {
    expect(pressed.stories.length).toBe(newsroom.stories.length);
  });

  test("tells one thread from 2020 to 2026 in its order", () => {
    const [thread] = pressed.graph.threads;
    const parts = thread!.parts.map((slug) => pressed.bySlug.get(slug)!);
    expect([pressed.graph.threads.length, parts[0]?.day, parts.at(-1)?.slug]).toEqual([
      1,
      "2020-07-07",
      "tiktok-joint-venture-closes",
    ]);
  });

  test("every story has 150 to 500 words", () => {
    const lengths = newsroom.stories.map((story) => [story.slug, story.body.text.split(/\s+/).length] as const);
    expect(lengths.filter(([, words]) => words < 150 || words > 500)).toEqual([]);
  });

  test("every story leads to at least two others", () => {
    const few = newsroom.stories.filter((story) => {
      const explicit = pressed.graph.edges.filter(
        (edge) => edge.from === story.slug && edge.kind !== "similar" && edge.kind !== "continues",
      );
      return new Set(explicit.map((edge) => edge.to)).size < 2;
    });
    expect(few.map((story) => story.slug)).toEqual([]);
  });

  test("every way to join stories is used", () => {
    const kinds = new Set(pressed.graph.edges.map((edge) => edge.kind));
    expect([...kinds].toSorted()).toEqual(expect.arrayContaining(["callout", "continues", "link", "related"]));
  });

  test("its week's letter has several stories to choose from", () => {
    const since = Date.parse("2026-01-09T12:00:00Z");
    expect(pressed.stories.filter((story) => story.date > since).length).toBeGreaterThanOrEqual(4);
  });

  test("every illustration is 1200 × 630, under 60 kB and has words for those who do not see it", () => {
    const images = newsroom.stories.flatMap((story) => (story.image === null ? [] : [story.image]));
    const odd = images.filter(
      (image) => image.width !== 1200 || image.height !== 630 || image.bytes! > 60_000 || image.alt === "",
    );
    expect([images.length > 10, odd]).toEqual([true, []]);
  });

  test("no illustration lies about unused", () => {
    const folder = join(repository, "static/img");
    const used = newsroom.stories.map((story) => story.image?.asset).concat("img/icon.png");
    expect(readdirSync(folder).filter((file) => !used.includes(`img/${file}`))).toEqual([]);
  });

  test("its mark is a square of at least 180 pixels", () => {
    const icon = join(repository, "static/img/icon.png");
    expect([imageSize(readFileSync(icon)), statSync(icon).size < 60_000]).toMatchObject([
      { width: 512, height: 512 },
      true,
    ]);
  });
});
