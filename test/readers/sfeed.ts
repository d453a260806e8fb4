import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nothing, type Reader, runIn, type Seen } from "./reader.ts";

export const sfeed: Reader = {
  name: "sfeed",
  commands: ["sfeed"],
  subscribe: async (folder, name) => ({
    read: async (bytes) => {
      const file = join(folder, name);
      writeFileSync(file, bytes);
      const lines = (await runIn(folder, "sh", ["-c", 'sfeed < "$1"', "sh", file])).trimEnd().split("\n");
      return lines.map(seen);
    },
    close: () => {},
  }),
};

/** A line of tabs: date in seconds, title, page, content, its type, id, author, enclosure, tags. */
function seen(line: string): Seen {
  const [date, title = "", link = "", text = "", , id = "", authors = ""] = line.split("\t");
  return { ...nothing, id, title, link, authors, date: Number(date) * 1000, text: text.replaceAll("\\n", "\n") };
}
