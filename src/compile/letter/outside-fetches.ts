/**
 * Hosts, other than the newsroom's own, from which a letter makes mail programs fetch something without being asked: pictures, fonts,
 * styles. Whoever owns such a host learns who opens the letter, and when. `own`: addresses whose hosts are the newsroom's.
 */
export function outsideHosts(html: string, own: readonly string[]): readonly string[] {
  const known = new Set(own.map((url) => new URL(url).host));
  const hosts = [...html.matchAll(fetched)].flatMap((match) => hostOf(match.slice(1).join("")) ?? []);
  return [...new Set(hosts)].filter((host) => !known.has(host)).toSorted((a, b) => (a < b ? -1 : 1));
}

/** `src` of whatever has one, stylesheets, backgrounds, and `url()` and `@import` of styles. Links only lead somewhere. */
const fetched =
  /<(?:img|source|video|audio|embed|iframe|script|input)\b[^>]*?\s(?:src|srcset|poster)="([^"]+)"|<link\b[^>]*?\shref="([^"]+)"|\sbackground="([^"]+)"|url\(\s*['"]?([^'")\s]+)|@import\s+['"]([^'"]+)/gi;

function hostOf(url: string): string | null {
  return /^(?:https?:)?\/\/([^/?#\s]+)/i.exec(url)?.[1]?.toLowerCase() ?? null;
}
