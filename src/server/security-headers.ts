import type { Config } from "../config/config.ts";

/** Header names and values, one after the other, as `writeHead` takes them. */
export type RawHeaders = readonly string[];

const always: RawHeaders = [
  "X-Content-Type-Options",
  "nosniff",
  "Referrer-Policy",
  "no-referrer",
  "X-Frame-Options",
  "DENY",
  "Cross-Origin-Opener-Policy",
  "same-origin",
  "Permissions-Policy",
  "interest-cohort=(), browsing-topics=()",
];

/**
 * For pages of out/site. Scripts and style sheets are the newsroom's own files; `style` attributes come from highlighted code;
 * pictures and sound may lie elsewhere, as stories may name them. The subscribe form leads to `service`.
 */
export function siteHeaders(config: Pick<Config, "service">): RawHeaders {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'; style-src-attr 'unsafe-inline'",
    "img-src 'self' https: data:",
    "media-src 'self' https:",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${new URL(config.service).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return ["Content-Security-Policy", policy.join("; "), ...always];
}

/** For the service's own pages: no script at all, and nobody keeps a copy. Links on them lead to a reader's own settings. */
export const serviceHeaders: RawHeaders = [
  "Content-Security-Policy",
  "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  ...always,
  "Cache-Control",
  "no-store",
  "X-Robots-Tag",
  "noindex",
];
