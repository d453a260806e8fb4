import { escapeHtml, xmlText } from "../../base/html.ts";
import { judgeLink } from "./links.ts";
import { lineOfTag, refer, uniqueId, type Attributes, type Walk } from "./walk.ts";

/** `<a>`: a reference where it may lead within the newsroom, plain HTML where it leads outside, nothing where it may not lead. */
export function openLink(walk: Walk, attributes: Attributes): void {
  closeLink(walk);
  const line = lineOfTag(walk, attributes);
  const id = attributes.get("id") ?? attributes.get("name");
  if (id !== undefined) walk.parts.push(`<span id="${escapeHtml(uniqueId(walk, id))}"></span>`);
  const href = attributes.get("href") ?? "";
  if (href === "") return;
  const target = judgeLink(href, walk.context.site);
  const title = attributes.get("title");
  if (target.to === "refused") {
    reportRefused(walk, target.scheme, line);
  } else if (target.to === "outside") {
    const hint = title === undefined ? "" : ` title="${escapeHtml(title)}"`;
    walk.parts.push(`<a href="${escapeHtml(target.url)}"${hint}>`);
    walk.link = { ref: null, text: "" };
  } else {
    const kind = target.to === "here" ? "anchor" : "link";
    const ref = refer(walk, { kind, target: target.target, text: "", line, ...(title === undefined ? {} : { title }) });
    walk.parts.push({ ref, part: "open" });
    walk.link = { ref, text: "" };
  }
}

export function reportRefused(walk: Walk, scheme: string, line: number): void {
  const message = `A link to ${scheme} was left out, its words stay; link to a web page.`;
  walk.context.report("warning", "HTML_DROPPED", line, message);
}

export function closeLink(walk: Walk): void {
  if (walk.link === null) return;
  const { ref, text } = walk.link;
  walk.link = null;
  if (ref === null) {
    walk.parts.push("</a>");
    return;
  }
  walk.references[ref] = { ...walk.references[ref]!, text: xmlText(text).replace(/\s+/g, " ").trim() };
  walk.parts.push({ ref, part: "close" });
}
