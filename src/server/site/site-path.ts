import type { SitePath } from "../../model.ts";

/**
 * The file of out/site that a request's path names; null where no file can be meant: bad escapes, parts that are empty, ".." or
 * hidden (drafts of files being written begin with a dot), control characters, backslashes.
 * `prefix` is the path that `url` holds (`/blog`); a proxy may have taken it off already, so both forms are understood.
 */
export function sitePathOf(pathname: string, prefix: string): SitePath | null {
  const plain = decode(withoutPrefix(pathname, prefix));
  if (plain === null || !plain.startsWith("/") || /[\0-\x1F\x7F\\]/.test(plain)) return null;
  const parts = plain.slice(1).split("/");
  const name = parts.pop()!;
  if (parts.some((part, i) => isHidden(part) && !(i === 0 && part === ".well-known"))) return null;
  if (name !== "" && isHidden(name)) return null;
  return [...parts, name === "" ? "index.html" : name].join("/");
}

/** `/blog/feed.xml` → `/feed.xml`. */
export function withoutPrefix(pathname: string, prefix: string): string {
  if (prefix === "" || !pathname.startsWith(prefix)) return pathname;
  const rest = pathname.slice(prefix.length);
  return rest === "" ? "/" : rest.startsWith("/") ? rest : pathname;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function isHidden(part: string): boolean {
  return part === "" || part.startsWith(".");
}
