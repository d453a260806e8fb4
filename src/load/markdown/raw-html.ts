import sanitize from "sanitize-html";
import { lineAttribute } from "./env.ts";

/** Notes what was left out: `<iframe>` or `style=`, with the line it stood on. */
export type OnDrop = (what: string, line: number) => void;

const blocks =
  "address article aside blockquote caption col colgroup dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody td tfoot th thead tr ul";
const words =
  "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark meter progress q rp rt ruby s samp small span strong sub sup time u var wbr";
// What a browser would run, load or show as something other than text: gone with all it holds.
const withContent = [
  "script",
  "style",
  "template",
  "svg",
  "math",
  "object",
  "applet",
  "iframe",
  "canvas",
  "select",
  "textarea",
  "option",
  "title",
  "xmp",
  "noembed",
  "noframes",
  "plaintext",
];
const allowedTags = new Set([...blocks.split(" "), ...words.split(" ")]);
const everywhere = ["id", "lang", "dir", "title", lineAttribute];
const allowedAttributes: Readonly<Record<string, readonly string[]>> = {
  a: ["href", "name"],
  img: ["src", "alt", "width", "height"],
  ol: ["start", "reversed", "type"],
  li: ["value"],
  td: ["colspan", "rowspan", "headers", "align"],
  th: ["colspan", "rowspan", "headers", "align", "scope"],
  col: ["span"],
  colgroup: ["span"],
  time: ["datetime"],
  del: ["datetime"],
  ins: ["datetime"],
  details: ["open"],
  meter: ["value", "min", "max", "low", "high", "optimum"],
  progress: ["value", "max"],
};
// They change nothing that a reader sees, so their loss is not worth a warning.
const silent = /^(?:class|data-.*|aria-.*|role|target|rel|loading|decoding|fetchpriority|name|border|tabindex)$/;
/** What Courant's own renderers write. */
const ownClasses = {
  sup: ["footnote-ref"],
  hr: ["footnotes-sep"],
  section: ["footnotes"],
  ol: ["footnotes-list"],
  li: ["footnote", "task"],
};
const ownStyles = { td: alignments(), th: alignments() };

function alignments(): Record<string, RegExp[]> {
  return { "text-align": [/^(?:left|right|center)$/] };
}

/**
 * A story's HTML through the one allow-list: text, tables, pictures and links; nothing that runs, loads or styles.
 * `onDrop` hears of everything visible that went.
 */
export function cleanHtml(html: string, onDrop: OnDrop): string {
  return sanitize(html, {
    allowedTags: [...allowedTags],
    allowedAttributes: { "*": everywhere, ...withStyles() },
    allowedClasses: ownClasses,
    allowedStyles: ownStyles,
    // links.ts judges the targets of links and pictures, written in Markdown or not, and names what it refuses.
    allowedSchemesAppliedToAttributes: [],
    selfClosing: ["img", "br", "hr", "col", "wbr"],
    nonTextTags: withContent,
    nestingLimit: 100,
    transformTags: {
      "*": (tagName, attribs) => {
        noteDrops(tagName, attribs, onDrop);
        return { tagName, attribs };
      },
    },
  });
}

function withStyles(): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(allowedAttributes).map(([tag, names]) => [tag, [...names, ...(tag in ownStyles ? ["style"] : [])]]),
  );
}

function noteDrops(tag: string, attributes: Readonly<Record<string, string>>, onDrop: OnDrop): void {
  const line = Number(attributes[lineAttribute] ?? 0);
  // Tags without a line are Courant's own. What noscript holds stays, and it means nothing without scripts.
  if (line === 0) return;
  if (tag === "noscript") return;
  if (!allowedTags.has(tag)) return onDrop(`<${tag}>`, line);
  for (const name of Object.keys(attributes)) {
    const known = everywhere.includes(name) || allowedAttributes[tag]?.includes(name) === true;
    if (!known && !silent.test(name)) onDrop(`${name}=`, line);
  }
}
