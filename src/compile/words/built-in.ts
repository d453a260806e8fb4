import { de } from "./de.ts";
import { dayFirst, en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { ja } from "./ja.ts";
import type { Words as PageWords } from "./keys.ts";
import { serviceDe } from "./service/de.ts";
import { serviceEn } from "./service/en.ts";
import { serviceEs } from "./service/es.ts";
import { serviceFr } from "./service/fr.ts";
import { serviceJa } from "./service/ja.ts";
import type { ServiceWords } from "./service/keys.ts";

/** Every fixed word that Courant writes by itself. */
export type Words = PageWords & ServiceWords;

export const english: Words = { ...en, ...serviceEn };

const languages: Readonly<Record<string, Partial<Words>>> = {
  en: english,
  de: { ...de, ...serviceDe },
  fr: { ...fr, ...serviceFr },
  es: { ...es, ...serviceEs },
  ja: { ...ja, ...serviceJa },
};
/** English outside America writes the day first. */
const dayFirstRegions = new Set(["GB", "IE", "AU", "NZ", "IN", "ZA", "150", "001"]);

/** The built-in words of a language (BCP 47); null for a language that has none. */
export function builtInWords(language: string): Partial<Words> | null {
  const [base = "", ...rest] = language.split("-");
  const words = languages[base.toLowerCase()];
  if (words === undefined) return null;
  return words === english && rest.some((part) => dayFirstRegions.has(part.toUpperCase()))
    ? { ...words, ...dayFirst }
    : words;
}
