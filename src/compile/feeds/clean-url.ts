/** An absolute URL as every format writes it: spaces and letters beyond ASCII percent-encoded; null for what is none. */
export function cleanUrl(url: string): string | null {
  return URL.canParse(url) ? new URL(url).href : null;
}
