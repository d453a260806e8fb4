/**
 * Where compiled MJML is kept between runs, by a hash of all it depends on. It spares the import of MJML (0.6–0.9 s) and the
 * compiling (35–120 ms); it never changes a byte. A cache that fails may return undefined and forget.
 */
export interface LetterCache {
  readonly get: (key: string) => Promise<string | undefined>;
  readonly set: (key: string, html: string) => Promise<void>;
}
