import type { SiteFile } from "../../model.ts";
import { absolute, href, redirectFile } from "../../base/site.ts";
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
