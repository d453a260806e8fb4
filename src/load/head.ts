import type { Author, Channel, Day, Instant, Mention, Slug } from "../model.ts";
import { isPlainMap, type Plain } from "../base/plain.ts";
import { parseSlug, slugify } from "../base/slug.ts";
import { parseDate, type StoryDate } from "./dates.ts";
import * as read from "./fields.ts";
import type { Field, Fields, FileField, Report } from "./fields.ts";
import type { FrontMatter } from "./front-matter.ts";
import { storyKeys, type StoryKey } from "./keys.ts";
import { describeFileName, describeZolaPath } from "./places.ts";

/** A story's front matter, checked, before anything that depends on other stories. Plain JSON, so that it can be cached. */
export interface Head {
  readonly title: string;
  /** As written; null where the slug comes from the file's name. */
  readonly slug: Slug | null;
  /** Section of Zola's `path`: tells stories apart that would have one slug. */
  readonly section: Slug | null;
  readonly date: Instant;
  readonly day: Day;
  readonly dateOnly: boolean;
  readonly updated: Instant;
  readonly dek: string | null;
  readonly authors: readonly Author[];
  readonly tags: readonly string[];
  readonly image: FileField | null;
  readonly enclosure: FileField | null;
  readonly related: readonly Mention[];
  readonly banned: readonly Mention[];
  readonly thread: read.ThreadField;
  readonly continues: Mention | null;
  readonly correction: string | null;
  readonly withdrawn: string | null;
  readonly draft: boolean;
  readonly channels: readonly Channel[];
  readonly lead: boolean;
  readonly canonical: string | null;
  readonly lang: string | null;
  readonly aliases: readonly string[];
  readonly id: string | null;
  /** Of an editor's note. */
  readonly subject: string | null;
  readonly lines: Readonly<Record<string, number>>;
}

export type Kind = "story" | "page" | "note";

/** What the reading of a head needs to know besides the file. */
export interface HeadContext {
  readonly kind: Kind;
  readonly file: string;
  readonly zone: string;
  readonly report: Report;
}

/** The head of one file. Where a value cannot be read it is reported and the default stands in, so one run names every problem. */
export function readHead(front: FrontMatter, context: HeadContext): Head {
  const { report } = context;
  const fields = read.fieldsOf(front);
  const zola = describeZolaPath(front.value["path"]);
  const date = readDate(fields, zola?.day, context);
  const mentions = read.readItems(fields("related"), report).map(({ text, line }) => ({ target: text, line }));
  const continues = read.readSingle(fields("continues"), report);
  return {
    title: readTitle(fields, context),
    slug: readSlug(fields("slug"), report),
    section: zola?.section ?? null,
    date: date.instant,
    day: date.day,
    dateOnly: date.dateOnly,
    updated: Math.max(date.instant, readUpdated(fields("updated"), context)?.instant ?? date.instant + marked(fields)),
    dek: read.readText(fields("dek"), report),
    authors: read.readAuthors(fields("authors"), report),
    tags: readTags(front, fields, report),
    image: read.readFile(fields("image"), report),
    enclosure: read.readFile(fields("enclosure"), report),
    related: mentions.filter(({ target }) => !target.startsWith("!")),
    banned: mentions
      .filter(({ target }) => target.startsWith("!"))
      .map(({ target, line }) => ({ target: target.slice(1).trim(), line })),
    thread: read.readThread(fields("thread"), report),
    continues: continues === null ? null : { target: continues.text, line: continues.line },
    correction: read.readText(fields("correction"), report),
    withdrawn: read.readText(fields("withdrawn"), report),
    draft: read.readBoolean(fields("draft"), report) || front.value["published"] === false,
    channels: read.readChannels(fields("channels"), report),
    lead: read.readBoolean(fields("lead"), report),
    canonical: readCanonical(fields("canonical"), report),
    lang: readLanguage(fields("lang"), report),
    aliases: [...readAliases(fields("aliases"), report), ...(zola === undefined ? [] : [zola.alias])],
    id: readId(fields("id"), report),
    subject: read.readText(fields("subject"), report),
    lines: linesOf(fields),
  };
}

function readTitle(fields: Fields, { kind, file, report }: HeadContext): string {
  const field = fields("title");
  const title = read.readText(field, report);
  if (title === null && field === undefined && kind !== "note") {
    report("error", "STORY_TITLE_MISSING", 1, "There is no title; add title: … to the front matter.");
  }
  return title ?? describeFileName(file).name;
}

const noDate: StoryDate = { instant: 0, day: "1970-01-01", dateOnly: true };

function readDate(fields: Fields, zolaDay: string | undefined, context: HeadContext): StoryDate {
  if (context.kind !== "story") return noDate;
  const field = fields("date");
  if (field !== undefined) return readDateField(field, context) ?? noDate;
  const day = describeFileName(context.file).day ?? zolaDay;
  const date = day === undefined ? undefined : parseDate(day, context.zone);
  if (date === undefined) {
    const fix = "add date: 2026-11-22, or begin the file's name with 2026-11-22-";
    context.report("error", "STORY_DATE_MISSING", 1, `There is no date; ${fix}.`);
  }
  return date ?? noDate;
}

function readUpdated(field: Field | undefined, context: HeadContext): StoryDate | undefined {
  return field === undefined || context.kind !== "story" ? undefined : readDateField(field, context);
}

/**
 * A correction or withdrawal is a significant change (RFC 4287 §4.2.15) whose moment the front matter does not say. Where
 * `updated` does not either, it counts as a second, or two, after the date: feed readers see that it moved, on every machine alike.
 */
function marked(fields: Fields): number {
  return (fields("correction") === undefined ? 0 : 1000) + (fields("withdrawn") === undefined ? 0 : 2000);
}

function readDateField(field: Field, { zone, report }: HeadContext): StoryDate | undefined {
  const date = typeof field.value === "string" ? parseDate(field.value, zone) : undefined;
  if (date === undefined) {
    const fix = "write 2026-11-22, 2026-11-22 10:00 or 2026-11-22T10:00:00Z";
    report(
      "error",
      "STORY_DATE_INVALID",
      field.line,
      `${field.name}: ${JSON.stringify(field.value)} is not a date; ${fix}.`,
    );
  }
  return date;
}

function readSlug(field: Field | undefined, report: Report): Slug | null {
  if (field === undefined) return null;
  const slug = typeof field.value === "string" ? parseSlug(field.value.trim()) : undefined;
  if (slug !== undefined) return slug;
  const near = slugify(typeof field.value === "string" ? field.value : "");
  const fix = near === undefined ? "use a-z, 0-9 and -" : `write ${near}`;
  report(
    "error",
    "STORY_SLUG_INVALID",
    field.line,
    `slug: ${JSON.stringify(field.value)} is not of the form [a-z0-9-]; ${fix}.`,
  );
  return null;
}

/** Zola keeps tags in a table of their own; it counts where no key of ours is set. */
function readTags(front: FrontMatter, fields: Fields, report: Report): readonly string[] {
  const taxonomies = front.value["taxonomies"];
  const zola = isPlainMap(taxonomies) ? (taxonomies["tags"] ?? taxonomies["categories"]) : undefined;
  const line = front.lines.get("taxonomies.tags") ?? front.lines.get("taxonomies") ?? 1;
  const field =
    fields("tags") ?? (zola === undefined ? undefined : { value: zola, line, name: "tags", lineOf: () => line });
  const labels = read.readItems(field, report, true).map(({ text }) => text);
  return [...new Set(labels)];
}

function readCanonical(field: Field | undefined, report: Report): string | null {
  const url = read.readText(field, report);
  if (url === null || /^https?:$/.test(URL.parse(url)?.protocol ?? "")) return url;
  return read.reportWrong(field!, "a web address; write https://…", report);
}

function readLanguage(field: Field | undefined, report: Report): string | null {
  const tag = read.readText(field, report);
  if (tag === null || /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(tag)) return tag;
  return read.reportWrong(field!, "a language tag (BCP 47) such as en or pt-BR", report);
}

/** Feed readers want a URI (RFC 4287 §4.2.6); anything less would change on its way through them. */
function readId(field: Field | undefined, report: Report): string | null {
  const id = read.readText(field, report);
  if (id === null || (/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(id) && URL.canParse(id))) return id;
  return read.reportWrong(field!, "a URI; write tag:news.example,2026-11-22:name, urn:uuid:… or https://…", report);
}

/** Old places on this site, as paths that begin with "/" and end with "/" or a file's name. */
function readAliases(field: Field | undefined, report: Report): readonly string[] {
  const paths = read.readItems(field, report).map(({ text }) => URL.parse(text)?.pathname ?? text);
  // A year in quotes may be an old address; without them it is some other tool's number.
  const written: readonly Plain[] = Array.isArray(field?.value) ? field.value : [field?.value ?? ""];
  const isText = written.every((item) => typeof item === "string" || item === null);
  if (!isText || paths.some((path) => /[?#\\]|(?:^|\/)\.\.?(?:\/|$)/.test(path))) {
    return read.reportWrong(field!, "a list of paths on this site, such as /2019/old-name/", report) ?? [];
  }
  return paths.map((path) => describeAlias(path));
}

function describeAlias(path: string): string {
  const plain = `/${path.replace(/^\/+/, "")}`.replace(/\/{2,}/g, "/");
  return plain.endsWith("/") || /\.html?$/.test(plain) ? plain : `${plain}/`;
}

function linesOf(fields: Fields): Readonly<Record<string, number>> {
  const lines: Record<string, number> = { title: 1, date: 1, slug: 1, id: 1 };
  for (const key of Object.keys(storyKeys) as StoryKey[]) {
    const field = fields(key);
    if (field !== undefined) lines[key] = field.line;
  }
  return lines;
}
