import type { SiteFile } from "../../model.ts";
import { absolute, fileOf, href } from "../../site.ts";
import { pageFile, type Shell } from "./shell.ts";

/** For each old address of a story, a page that leads on to the new one, in browsers and in search engines. */
export function redirects(shell: Shell): readonly SiteFile[] {
  const { config } = shell.c.newsroom;
  return shell.stories.flatMap((story) =>
    story.aliases.map((alias) =>
      pageFile(shell, redirectFile(alias), "redirect.liquid", {
        to: href(config, story.path),
        canonical: absolute(config, story.path),
        title: story.title,
      }),
    ),
  );
}

/** `/2019/old` and `/2019/old/` are one page; `/old.html` is a file. */
function redirectFile(alias: string): string {
  return fileOf(alias.endsWith("/") || /\.x?html?$/.test(alias) ? alias : `${alias}/`);
}
