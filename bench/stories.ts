/** Deterministic stories to measure with: the same for every engine, every run, every machine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface GeneratedStory {
  readonly name: string;
  readonly text: string;
}

const topics = [
  "antitrust",
  "cloud",
  "privacy",
  "elections",
  "energy",
  "shipping",
  "chips",
  "health",
  "courts",
  "labour",
];

/** A small linear congruential generator; quality is of no matter here, sameness is. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** `count` stories of about `words` words with seven front matter keys; each story leans on the vocabulary of its topic. */
export function generateStories(count: number, words = 600): readonly GeneratedStory[] {
  return Array.from({ length: count }, (_, i) => generateStory(i, words));
}

function generateStory(i: number, words: number): GeneratedStory {
  const next = numbers(i + 1);
  const topic = Math.floor(next() * topics.length);
  const word = (): string => {
    const common = next() < 0.6;
    const rank = Math.floor(next() ** 3 * (common ? 400 : 4000));
    return common ? spell(rank) : spell(1000 + topic * 5000 + rank);
  };
  const sentence = (): string => {
    const said = Array.from({ length: 8 + Math.floor(next() * 14) }, word).join(" ");
    return `${said[0]!.toUpperCase()}${said.slice(1)}.`;
  };
  const paragraphs: string[] = [];
  for (let written = 0; written < words;) {
    const paragraph = Array.from({ length: 3 + Math.floor(next() * 3) }, sentence).join(" ");
    written += paragraph.split(" ").length;
    paragraphs.push(written % 5 === 0 ? `## ${sentence().slice(0, -1)}\n\n${paragraph}` : paragraph);
  }
  const day = new Date(Date.UTC(2015, 0, 1 + Math.floor(i / 3))).toISOString().slice(0, 10);
  const head = [
    `title: "${sentence().slice(0, 60).trimEnd()} ${i}"`,
    `date: ${day}T${String(6 + (i % 3) * 4).padStart(2, "0")}:00:00Z`,
    `slug: story-${i}`,
    `description: "${sentence()}"`,
    `author: Desk ${i % 7}`,
    `tags: [${topics[topic]}, ${topics[Math.floor(next() * topics.length)]}]`,
    `draft: false`,
  ];
  return {
    name: `story-${String(i).padStart(6, "0")}.md`,
    text: `---\n${head.join("\n")}\n---\n\n${paragraphs.join("\n\n")}\n`,
  };
}

/** A pronounceable word for each number, so that words look and weigh like words. */
function spell(n: number): string {
  const syllables = [
    "ka",
    "ro",
    "mi",
    "ten",
    "sul",
    "va",
    "por",
    "len",
    "di",
    "gra",
    "sho",
    "be",
    "nim",
    "tur",
    "el",
    "co",
  ];
  let word = "";
  for (let rest = n + 17; rest > 0; rest = Math.floor(rest / 16)) word += syllables[rest % 16];
  return word;
}

/** Writes stories into a folder of its own making. */
export function writeStories(folder: string, stories: readonly GeneratedStory[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of stories) writeFileSync(join(folder, name), text);
}
