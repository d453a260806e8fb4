import type { MarkdownIt, StateInline } from "markdown-it";
import { isActive } from "./links.ts";

/**
 * `[[slug or title]]` and `[[slug or title|label]]`. Much else is written in double brackets (shell tests, array
 * indexes, TOML tables), so only what can be a target counts, and a real link wins.
 */
export function wikiLinks(md: MarkdownIt): void {
  md.inline.ruler.before("link", "wiki", (state, silent) => {
    const found = findWikiLink(state);
    if (found === undefined) return false;
    if (!silent) {
      const token = state.push("wiki", "", 0);
      const cut = found.inner.indexOf("|");
      const target = md.utils.unescapeAll(cut === -1 ? found.inner : found.inner.slice(0, cut)).trim();
      token.content = cut === -1 ? target : md.utils.unescapeAll(found.inner.slice(cut + 1)).trim();
      token.meta = { target };
    }
    state.pos = found.end;
    return true;
  });
}

function findWikiLink(state: StateInline): { readonly inner: string; readonly end: number } | undefined {
  const { src, pos, posMax } = state;
  if (!src.startsWith("[[", pos) || state.linkLevel > 0) return undefined;
  if (pos > 0 && /[A-Za-z0-9_)\]!]/.test(src[pos - 1]!)) return undefined;
  const close = src.indexOf("]]", pos + 2);
  if (close === -1 || close + 2 > posMax || close - pos > 300) return undefined;
  const inner = src.slice(pos + 2, close);
  if (/^[\s^|]|[;[\]\n`]|\s$|\|\s*$/.test(inner) || !/[\p{L}\p{N}]/u.test(inner)) return undefined;
  if (isActive(inner)) return undefined;
  if (src[close + 2] === "(" || src[close + 2] === "[" || src[close + 2] === "]") return undefined;
  const isReference = state.md.utils.normalizeReference(inner) in (state.env.references ?? {});
  return isReference ? undefined : { inner, end: close + 2 };
}
