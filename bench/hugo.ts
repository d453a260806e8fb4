/** The peer: Debian's hugo making pages and RSS of the same stories. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GeneratedStory, writeStories } from "./stories.ts";

const layouts = {
  "_default/baseof.html": `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>{{ block "main" . }}{{ end }}</body></html>`,
  "_default/single.html": `{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Description }}</p><time>{{ .Date.Format "2006-01-02" }}</time>{{ .Content }}<ul>{{ range .Params.tags }}<li>{{ . }}</li>{{ end }}</ul></article>{{ end }}`,
  "_default/list.html": `{{ define "main" }}<h1>{{ .Title }}</h1>{{ range (.Paginate .RegularPages 20).Pages }}<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Description }}</p></article>{{ end }}{{ end }}`,
};

/** A Hugo site of the stories; build it with `hugo --quiet` in `folder`. */
export function writeHugoSite(folder: string, stories: readonly GeneratedStory[]): void {
  writeStories(join(folder, "content", "stories"), stories);
  writeFileSync(
    join(folder, "config.toml"),
    `baseURL = "https://news.example/"\ntitle = "Bench"\n[services.rss]\nlimit = 20\n`,
  );
  for (const [name, text] of Object.entries(layouts)) {
    const file = join(folder, "layouts", name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }
}
