import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { nothing, type Reader, runIn, type Seen } from "./reader.ts";

interface Row {
  readonly guid: string;
  readonly title: string;
  readonly author: string;
  readonly url: string;
  readonly pubDate: number;
  readonly content: string;
}

export const newsboat: Reader = {
  name: "newsboat",
  commands: ["newsboat"],
  subscribe: async (folder, name) => {
    const [urls, cache, config, feed] = ["urls", "cache.db", "config", name].map((each) => join(folder, each)) as [
      string,
      string,
      string,
      string,
    ];
    writeFileSync(urls, `file://${feed}\n`);
    writeFileSync(config, "");
    return {
      read: async (bytes) => {
        writeFileSync(feed, bytes);
        await runIn(folder, "newsboat", ["-u", urls, "-c", cache, "-C", config, "-x", "reload"]);
        const database = new Database(cache, { readonly: true });
        const rows = database
          .prepare("select guid, title, author, url, pubDate, content from rss_item order by pubDate desc")
          .all() as Row[];
        database.close();
        return rows.map(seen);
      },
      close: () => {},
    };
  },
};

function seen({ guid, title, author, url, pubDate, content }: Row): Seen {
  return { ...nothing, id: guid, title, link: url, authors: author, date: pubDate * 1000, text: content };
}
