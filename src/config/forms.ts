/** What a value of courant.yaml must look like; each predicate answers for one kind of value. */
import { isIP } from "node:net";

export function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** Plain http is for trying things out on one machine; mail clients and feed readers distrust it elsewhere. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}

/** An IANA name. UTC offsets are refused: a newsroom keeps its hour across summer time. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** BCP 47. */
export function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** `/stories/:slug/`: whole segments or parts of them, `:slug` among them. */
export function isPermalink(text: string): boolean {
  const rest = text.replace(/:(?:slug|year|month|day)(?![a-z])/g, "");
  return /^\/(?:[A-Za-z0-9_~-]*\/)*$/.test(rest) && !text.includes("//") && text.includes(":slug");
}

/** `HH:MM`, 00:00 to 23:59. */
export function isLocalTime(text: string): boolean {
  return /^(?:[01]?\d|2[0-3]):[0-5]\d$/.test(text);
}

/** `90m`, `36h` or `7d`. */
export function isDuration(text: string): boolean {
  return /^[1-9]\d{0,4}[mhd]$/.test(text);
}

/** `host:port`, IPv6 in brackets. */
export function isListenAddress(text: string): boolean {
  const port = /^(?:\[[0-9a-f:]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(text)?.[1];
  return port !== undefined && Number(port) <= 65_535;
}

/** An IP address, or a network of them: `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
