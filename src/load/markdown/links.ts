/** Where a link or picture of a body leads, before anything is known of other stories. */
export type Target =
  | { readonly to: "here"; readonly target: string }
  /** May be a page of the newsroom. */
  | { readonly to: "within"; readonly target: string }
  | { readonly to: "outside"; readonly url: string }
  /** An address of a kind that no medium may carry, such as javascript: or data:. */
  | { readonly to: "refused"; readonly scheme: string };

const carried = /^(?:https?|mailto|tel|sms|ftp|xmpp|ircs?|magnet|geo):$/;

/**
 * Judges an address as browsers do (WHATWG URL: control characters inside a scheme do not hide it).
 * `site` is the newsroom's url: its own absolute addresses lead within.
 */
export function judgeLink(href: string, site: string): Target {
  const plain = href.replace(/[\0-\x1F]/g, "").trim();
  if (plain.startsWith("#")) return { to: "here", target: readable(plain) };
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(plain)?.[0].toLowerCase();
  if (scheme === undefined && !/^[\\/]{2}/.test(plain)) return { to: "within", target: readable(plain) };
  const url = URL.parse(plain, site);
  if (scheme !== undefined && !carried.test(scheme)) return { to: "refused", scheme };
  if (url === null) return { to: "refused", scheme: scheme ?? "//" };
  if (url.host === new URL(site).host && url.protocol.startsWith("http"))
    return { to: "within", target: readable(url.href) };
  return { to: "outside", url: scheme === undefined ? url.href : plain };
}

/** For texts that may be a title or an address: "Update: more" is a title, but these schemes begin nothing except an attack. */
export function isActive(text: string): boolean {
  return /^(?:javascript|vbscript|data|file|blob):/i.test(text.replace(/[\0-\x20]/g, ""));
}

/**
 * As a person would write it: percent-encoding undone where that loses nothing. What would turn into a control character
 * or a scheme stays encoded: `%6Aavascript:` and `java%0Ascript:` are harmless only as they are.
 */
function readable(address: string): string {
  try {
    const decoded = decodeURI(address);
    const isAddress = /^https?:\/\//i.test(address);
    return /[\0-\x1F\x7F]|^\s/.test(decoded) || (!isAddress && /^[a-z][a-z0-9+.-]*:/i.test(decoded))
      ? address
      : decoded;
  } catch {
    return address;
  }
}
