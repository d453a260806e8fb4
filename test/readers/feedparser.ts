import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Reader, runIn, type Seen } from "./reader.ts";

const script = `
import calendar, feedparser, json, sys
d = feedparser.parse(sys.argv[1])
if d.bozo: raise d.bozo_exception
print(json.dumps([{
  "id": e.id, "title": e.title, "link": e.link,
  "authors": ", ".join(a.get("name", "") for a in e.get("authors", [])),
  "date": calendar.timegm(e.published_parsed) * 1000,
  "text": e.content[0].value,
  "related": [l.get("title") for l in e.links if l.rel == "related"],
  "answers": (e.get("thr_in-reply-to") or {}).get("ref")} for e in d.entries]))`;

/** Debian's python3-feedparser; a complaint of its is an error here. */
export const feedparser: Reader = {
  name: "feedparser",
  commands: ["/usr/bin/python3"],
  subscribe: async (folder, name) => ({
    read: async (bytes) => {
      const file = join(folder, name);
      writeFileSync(file, bytes);
      return JSON.parse(await runIn(folder, "/usr/bin/python3", ["-c", script, file])) as readonly Seen[];
    },
    close: () => {},
  }),
};
