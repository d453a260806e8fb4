import { say, sayList, wordsFor } from "../compile/words.ts";
import type { Claim } from "../base/ledger.ts";
import type { Newsroom, TopicKey } from "../model.ts";

/** "You get this because you subscribed to The Weekly (Law and TikTok and Oracle)." A topic that has gone is left out. */
export function reasonsIn({
  config,
  templates,
  stories,
}: Newsroom): (claim: Pick<Claim, "issue" | "reader">) => string {
  const words = wordsFor(config.language, templates);
  const tags = new Map<TopicKey, string>(stories.flatMap((story) => story.tags.map(({ key, label }) => [key, label])));
  const threads = new Map<TopicKey, string>(
    stories.flatMap(({ thread, threadLabel }) => (thread === null ? [] : [[thread, threadLabel ?? thread]])),
  );
  for (const [key, { title }] of config.threads) if (title !== null) threads.set(key, title);
  return ({ issue, reader }) => {
    const name = issue.slice(0, issue.indexOf("/"));
    const digest = config.digests.find((each) => each.name === name)?.title ?? config.title;
    const chosen = [
      ...reader.tags.flatMap((key) => tags.get(key) ?? []),
      ...reader.threads.flatMap((key) => threads.get(key) ?? []),
    ];
    return say(words.reason, { title: chosen.length === 0 ? digest : `${digest} (${sayList(words, chosen)})` });
  };
}
