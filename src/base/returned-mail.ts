/**
 * A mail that a mail system may have sent, opened: its headers, its words, and the machine-readable parts of RFC 3464 and RFC 5965.
 * What it means is for others to say: bounces/ for readers, deliver/evidence/ for letters in doubt.
 */

/** Fields of a group as `message/delivery-status` and `message/feedback-report` have them: names in lower case, unfolded. */
export type Fields = ReadonlyMap<string, string>;

export interface ReturnedMail {
  /** Every header in order; names in lower case, values unfolded and decoded (RFC 2047). */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** What a person reads: the text parts, HTML without its tags where there is no text; "\n" ends lines. */
  readonly text: string;
  /** RFC 3464 §2: the first group is about the message, each of the others about a recipient. None: no such part. */
  readonly status: readonly Fields[];
  /** RFC 5965 §3: the one group of a feedback report. Empty: no such part. */
  readonly feedback: Fields;
  /** The letter that came back, or only its headers; unfolded. */
  readonly returned: string;
  /** `Content-Type` of the whole, in lower case. */
  readonly type: string;
}

/** What a report says stands at its top; the letter that came back may be long, and the parser takes 12 µs a line. */
const most = { bytes: 300_000, lines: 10_000 };

/** Never rejects: bytes that are no mail give one without headers. */
export async function readReturnedMail(whole: Uint8Array): Promise<ReturnedMail> {
  const bytes = topOf(whole);
  const { default: PostalMime, decodeWords } = await import("postal-mime");
  const mail = await PostalMime.parse(withoutEnvelope(bytes), {
    forceRfc822Attachments: true,
    attachmentEncoding: "utf8",
  }).catch(() => null); // nested deeper or larger than any report is
  const headers = mail?.headers.map(({ key, value }) => ({ name: key, value: decodeWords(value) })) ?? [];
  const part = (type: RegExp): string =>
    (mail?.attachments ?? [])
      .filter(({ mimeType }) => type.test(mimeType))
      .map(({ content }) => (typeof content === "string" ? content : ""))
      .join("\n\n");
  const words = mail?.text?.trim() || wordsOfHtml(mail?.html ?? "");
  return {
    headers,
    text: words === "" ? bodyOf(bytes) : words.replace(/\r\n?/g, "\n"),
    status: groupsOf(part(/^message\/(delivery-status|global-delivery-status)/i)),
    feedback: groupsOf(part(/^message\/feedback-report/i))[0] ?? new Map(),
    returned: unfold(part(/^(message\/(rfc822|global|partial)|text\/rfc822-headers|message\/global-headers)/i)),
    type: headers.find(({ name }) => name === "content-type")?.value.toLowerCase() ?? "",
  };
}

function topOf(mail: Uint8Array): Uint8Array {
  let end = 0;
  for (let line = 0; line < most.lines && end < most.bytes; line++) {
    const next = mail.indexOf(0x0a, end);
    end = next < 0 ? mail.length : next + 1;
  }
  return mail.subarray(0, Math.min(end, most.bytes));
}

/** First value of a header; empty where it is missing. */
export function headerOf(mail: Pick<ReturnedMail, "headers">, name: string): string {
  return mail.headers.find((header) => header.name === name)?.value.trim() ?? "";
}

/** Mbox and some Maildirs keep a `From ` line before the headers. */
function withoutEnvelope(bytes: Uint8Array): Uint8Array {
  const head = Buffer.from(bytes.subarray(0, 400)).toString("latin1");
  const before = /^(?:\s*\n)*(?:>?From [^\n]*\n)?/.exec(head)?.[0].length ?? 0;
  return bytes.subarray(before);
}

/** What follows the first blank line, as it stands: a multipart whose boundary is nowhere to be found. */
function bodyOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8").replace(/\r\n?/g, "\n");
  const end = text.indexOf("\n\n");
  return end < 0 ? "" : text.slice(end + 2);
}

function wordsOfHtml(html: string): string {
  return shownOf(html)
    .replace(/<(?:br|\/?(?:p|div|tr|li|h\d|table|pre|blockquote))\b[^<>]*>/gi, "\n")
    .replace(/<(?![^\s<>@]+@[^\s<>@]+>)[a-z/!][^<>]*>/gi, "") // `<reader@mail.example>` is no tag
    .replace(/&(?:lt|#60);/g, "<")
    .replace(/&(?:gt|#62);/g, ">")
    .replace(/&nbsp;/g, " ")
    .replace(/&(?:quot|#34);/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/[ \t]+/g, " ")
    .trim();
}

/** Without what no reader sees; in one pass, since what opens may never close. */
function shownOf(html: string): string {
  let shown = "";
  let within: string | null = null;
  const pieces = html.split(/<(\/?(?:style|script|head))\b[^<>]{0,1000}>/i);
  for (let i = 0; i < pieces.length; i += 2) {
    if (within === null) shown += pieces[i]!;
    const tag = pieces[i + 1]?.toLowerCase() ?? "";
    if (within === null && !tag.startsWith("/")) within = tag;
    else if (tag === `/${within}`) within = null;
  }
  return shown;
}

function unfold(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/\n[\t ]+/g, " ");
}

function groupsOf(text: string): readonly Fields[] {
  return unfold(text)
    .split(/\n\s*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.size > 0);
}

/** The first of equal names counts. */
function fieldsOf(group: string): Fields {
  const fields = new Map<string, string>();
  for (const line of group.split("\n")) {
    const [, name, value] = /^\s*([A-Za-z][\w-]*)\s*:\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value!.trim());
  }
  return fields;
}
