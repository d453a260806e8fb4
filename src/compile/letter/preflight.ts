import { problem, type ProblemCode } from "../../errors.ts";
import type { Press, Problem } from "../../model.ts";
import { fileOf, isServicePage } from "../../base/site.ts";
import { slotToken } from "../../base/slot.ts";
import { faintWords } from "./contrast.ts";
import type { IssueToCompile } from "./letter-data.ts";
import { missingWords } from "./same-words.ts";
import { outsideHosts } from "./outside-fetches.ts";
import { comfortableSize, type CompiledLetter } from "./set-letter.ts";

/** Octets of HTML from which Gmail hides the rest of a letter, the way out with it. */
const largestSize = 100_000;

type Finding = readonly [level: Problem["level"], code: ProblemCode, message: string];

/**
 * What would harm a letter on its way or in an inbox: everything of the bulk senders' rules that the letter itself shows.
 * Headers, line lengths and encoding need no check here: the message is made so that they hold. Errors must stop the send.
 */
export async function preflight(
  press: Pick<Press, "newsroom" | "site">,
  issue: Pick<IssueToCompile, "id">,
  letter: CompiledLetter,
): Promise<readonly Problem[]> {
  const findings = [
    ...linkFindings(press, letter.html),
    ...pictureFindings(letter.html),
    ...fetchFindings(press, letter.html),
    ...(await wordFindings(letter)),
    ...contrastFindings(letter.html),
  ];
  return [...preflightFrame(press, issue, letter), ...toProblems(issue, findings)];
}

/**
 * The part of preflight that each letter must pass though all that it holds was looked at in others: its size and the ways out. It costs
 * 0.1 ms where all of preflight costs 6.
 */
export function preflightFrame(
  press: Pick<Press, "newsroom">,
  issue: Pick<IssueToCompile, "id">,
  letter: CompiledLetter,
): readonly Problem[] {
  return toProblems(issue, [...subjectFindings(letter), ...sizeFindings(letter), ...exitFindings(press, letter)]);
}

function toProblems({ id }: Pick<IssueToCompile, "id">, findings: readonly Finding[]): readonly Problem[] {
  return findings.map(([level, code, message]) => problem(level, code, null, null, `${id}: ${message}`));
}

function subjectFindings({ unfilled }: CompiledLetter): readonly Finding[] {
  if (unfilled.length === 0) return [];
  const places = unfilled.join(" and ");
  const known = "{headline}, {title}, {digest} and {period}";
  return [["warning", "LETTER_SUBJECT", `nothing fills ${places} in the subject; it knows ${known}.`]];
}

function sizeFindings({ html, shortened, sizes }: CompiledLetter): readonly Finding[] {
  const size = Buffer.byteLength(html);
  const largest = [...sizes].toSorted((a, b) => b[1] - a[1]).slice(0, 5);
  const list = largest.map(([slug, bytes]) => `${slug} ${kilobytes(bytes)}`).join(", ");
  const advice = `Largest: ${list}. Lower \`max\`, or shorten them.`;
  const findings: Finding[] = [];
  if (shortened.length > 0)
    findings.push([
      "warning",
      "LETTER_SHORTENED",
      `whole stories would make more than ${kilobytes(comfortableSize)}; printed as summaries: ${fewOf(shortened)}.`,
    ]);
  if (size > largestSize)
    findings.push(["error", "LETTER_SIZE", `${kilobytes(size)} of HTML; from 100 kB on it is cut off. ${advice}`]);
  else if (size > comfortableSize)
    findings.push(["warning", "LETTER_SIZE", `${kilobytes(size)} of HTML; near 100 kB it is cut off. ${advice}`]);
  return findings;
}

/** The first ten; `plan` marks each. */
function fewOf(names: readonly string[]): string {
  const [few, more] = [names.slice(0, 10).join(", "), names.length - 10];
  return more > 0 ? `${few} and ${more} more` : few;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function linkFindings(press: Pick<Press, "newsroom" | "site">, html: string): readonly Finding[] {
  const { config } = press.newsroom;
  const { url } = config;
  const files = new Set(press.site.map(({ path }) => path));
  const findings: Finding[] = [];
  for (const [, kind, address] of new Set(html.matchAll(/<(a|img)\b[^>]*?\s(?:href|src)="([^"\uFDD0]*)"/g))) {
    const what = kind === "img" ? "the picture" : "the link";
    const absolute = kind === "img" ? /^https?:\/\// : /^(?:https?:\/\/|mailto:|tel:)/;
    if (!absolute.test(address!)) findings.push(["error", "LETTER_LINK", `${what} ${address} is not absolute.`]);
    else if (!address!.startsWith(`${url}/`)) {
      if (kind === "img" && address!.startsWith("http:"))
        findings.push([
          "warning",
          "LETTER_LINK",
          `the picture ${address} is not https; many programs will not show it.`,
        ]);
    } else if (!isServicePage(config, address!) && !files.has(fileOf(address!.slice(url.length).replace(/[?#].*/, ""))))
      // A picture that is missing is a hole in every letter; a page may be served by something else than Courant.
      findings.push([
        kind === "img" ? "error" : "warning",
        "LETTER_LINK",
        `${what} ${address} leads to nothing in this newsroom's site.`,
      ]);
  }
  if (!url.startsWith("https:"))
    findings.push(["warning", "LETTER_LINK", "`url` is not https; readers' programs will warn of every link."]);
  return unique(findings);
}

function pictureFindings(html: string): readonly Finding[] {
  const pictures = html.match(/<img\b[^>]*>/g) ?? [];
  return unique(
    pictures
      .filter((tag) => !/\salt="[^"]+"|\salt="" role="presentation"/.test(tag))
      .map((tag) => {
        const src = /\ssrc="([^"]*)"/.exec(tag)?.[1] ?? "without address";
        return ["warning", "LETTER_ALT", `the picture ${src} has no alternative text; add \`alt\`.`];
      }),
  );
}

function fetchFindings({ newsroom }: Pick<Press, "newsroom">, html: string): readonly Finding[] {
  const { url, service } = newsroom.config;
  return outsideHosts(html, [url, service]).map((host) => [
    "warning",
    "LETTER_FETCH",
    `something is fetched from ${host} when the letter is opened, so whoever runs that learns who reads it; keep pictures in static/, and fonts and styles out.`,
  ]);
}

function exitFindings({ newsroom }: Pick<Press, "newsroom">, { html, text }: CompiledLetter): readonly Finding[] {
  const { service, postalAddress } = newsroom.config;
  const findings: Finding[] = [];
  for (const [slot, name] of [
    ["unsubscribe", "unsubscribe link"],
    ["reason", "reason line"],
  ] as const) {
    for (const [form, file] of [
      [html, "digest.mjml"],
      [text, "digest.txt.liquid"],
    ] as const)
      if (!form.includes(slotToken(slot)))
        findings.push(["error", "LETTER_UNSUBSCRIBE", `no ${name}; print {{ letter.${slot} }} in templates/${file}.`]);
  }
  if (postalAddress !== null && !text.includes(postalAddress))
    findings.push(["error", "LETTER_UNSUBSCRIBE", "no postal address; print {{ letter.imprint }} in the template."]);
  if (!service.startsWith("https:"))
    findings.push([
      "warning",
      "LETTER_UNSUBSCRIBE",
      "`service` is not https; one-click unsubscribing asks for it (RFC 8058).",
    ]);
  return findings;
}

async function wordFindings(letter: CompiledLetter): Promise<readonly Finding[]> {
  const { inText, inHtml } = await missingWords(letter);
  const tell = (form: string, words: readonly string[]): readonly Finding[] =>
    words.length === 0
      ? []
      : [
          [
            "warning",
            "LETTER_TEXT",
            `${form} lacks words of the other: ${words.slice(0, 8).join(" ")}; make both templates say the same.`,
          ],
        ];
  return [...tell("the text", inText), ...tell("the HTML", inHtml)];
}

function contrastFindings(html: string): readonly Finding[] {
  return faintWords(html).map(({ words, color, background, ratio }) => [
    "warning",
    "LETTER_CONTRAST",
    `"${words}" in ${color} on ${background} has a contrast of ${ratio.toFixed(1)}; 4.5 is the least (WCAG 1.4.3).`,
  ]);
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding[2], finding])).values()];
}
