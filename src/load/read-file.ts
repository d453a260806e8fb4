/** One Markdown file: its head, then its body. Imported only when a file has changed, for it brings every parser along. */
import { hash } from "node:crypto";
import type { Config } from "../config/config.ts";
import { problem } from "../errors.ts";
import type { Asset, Body, Enclosure, Picture, Problem } from "../model.ts";
import { gatherAttachments, readEnclosure, readPicture } from "./attachments.ts";
import type { Report } from "./fields.ts";
import { readFrontMatter, type FrontMatter } from "./front-matter.ts";
import { readHead, type Head, type Kind } from "./head.ts";
import { parseMarkdown } from "./markdown/markdown.ts";
import { decodeText } from "./text.ts";

export interface FileHead {
  readonly head: Head;
  readonly problems: readonly Problem[];
}

/** Where a file's page will be. */
export interface Place {
  /** Makes ids on the page unique: the slug. */
  readonly docId: string;
  /** Folder below out/site: `stories/launch`. */
  readonly folder: string;
}

export interface FileBody {
  readonly place: Place;
  readonly body: Body;
  /** SHA-256 of the body. */
  readonly bodyKey: string;
  readonly opening: string;
  readonly image: Picture | null;
  readonly enclosure: Enclosure | null;
  readonly assets: readonly Asset[];
  /** Stamps of the files it looked at, by path. */
  readonly looked: readonly (readonly [string, string])[];
  readonly problems: readonly Problem[];
}

export interface RawBody {
  readonly text: string;
  readonly line: number;
}

/** The head of a file, and its body still in Markdown. A file that cannot be read gives its problem and an empty head. */
export async function readFileHead(
  kind: Kind,
  file: string,
  bytes: Buffer,
  config: Pick<Config, "timezone">,
): Promise<FileHead & { readonly raw: RawBody }> {
  const problems: Problem[] = [];
  const report: Report = (...p) => problems.push(problem(p[0], p[1], file, p[2], p[3]));
  const front = await readFront(kind, bytes, report);
  const head = readHead(front ?? blank(""), {
    kind,
    file,
    zone: config.timezone,
    report: front === null ? silently : report,
  });
  return { head, problems, raw: { text: front?.body ?? "", line: front?.bodyLine ?? 1 } };
}

/** Reporting more of a file that could not be read would only repeat it. */
function silently(): void {
  return;
}

async function readFront(kind: Kind, bytes: Buffer, report: Report): Promise<FrontMatter | null> {
  const decoded = decodeText(bytes);
  if (!("text" in decoded)) {
    report("error", "STORY_ENCODING", decoded.line, decoded.message);
    return null;
  }
  // An editor's note is opening words first; a subject above them is a choice.
  if (kind === "note" && !/^(?:---|\+\+\+|\{)/.test(decoded.text)) return blank(decoded.text);
  const reading = await readFrontMatter(decoded.text);
  if (!("faults" in reading)) return reading;
  for (const fault of reading.faults) report("error", fault.code, fault.line, fault.message);
  return null;
}

function blank(body: string): FrontMatter {
  return { value: {}, lines: new Map(), body, bodyLine: 1 };
}

/** The body of a file whose place is known, with everything it shows. */
export async function readFileBody(
  dir: string,
  file: string,
  head: Head,
  raw: RawBody,
  place: Place,
  config: Pick<Config, "url">,
): Promise<FileBody> {
  const problems: Problem[] = [];
  const report: Report = (...p) => problems.push(problem(p[0], p[1], file, p[2], p[3]));
  const attachments = gatherAttachments(dir, file, place.folder, report);
  const image = head.image === null ? null : readPicture(attachments, head.image);
  const enclosure = head.enclosure === null ? null : readEnclosure(attachments, head.enclosure);
  const { body, opening } = await parseMarkdown(raw.text, {
    site: config.url,
    firstLine: raw.line,
    docId: place.docId,
    report,
    picture: (source) => readPicture(attachments, source),
  });
  return {
    place,
    body,
    bodyKey: hash("sha256", JSON.stringify(body), "hex"),
    opening,
    image,
    enclosure,
    assets: [...attachments.assets.values()],
    looked: [...attachments.looked],
    problems,
  };
}
