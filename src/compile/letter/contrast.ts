/** Words that stand out too little, with their colours as the letter gives them. */
export interface FaintWords {
  readonly words: string;
  readonly color: string;
  readonly background: string;
  /** WCAG 2.2 contrast ratio, 1 to 21. */
  readonly ratio: number;
}

interface Paint {
  readonly tag: string;
  readonly color: string;
  readonly background: string;
}

const voidTags = /^(?:area|base|br|col|hr|img|input|link|meta|wbr|!doctype)$/i;

/**
 * Words whose contrast is below 4.5 by the colours written in `style` attributes (hexadecimal, as MJML writes them), each
 * colour pair once. Style sheets are not read, so dark mode is not judged here.
 */
export function faintWords(html: string): readonly FaintWords[] {
  const body = html.replace(/<!--[^]*?-->|<(style|head|title)\b[^]*?<\/\1>/g, "");
  const stack: Paint[] = [{ tag: "", color: "#000000", background: "#ffffff" }];
  const found = new Map<string, FaintWords>();
  for (const [, close, tag, attributes = "", text] of body.matchAll(/<(\/?)([a-z!][a-z0-9]*)\b([^>]*)>|([^<]+)/gi)) {
    const { color, background } = stack.at(-1)!;
    if (text !== undefined) {
      const ratio = contrast(color, background);
      if (text.trim() !== "" && ratio < 4.5)
        found.set(`${color} ${background}`, { words: text.trim().slice(0, 40), color, background, ratio });
    } else if (close === "/") {
      const open = stack.findLastIndex((each) => each.tag === tag);
      if (open > 0) stack.length = open;
    } else if (!voidTags.test(tag!) && !attributes.endsWith("/")) {
      const style = /\sstyle="([^"]*)"/.exec(attributes)?.[1] ?? "";
      stack.push({
        tag: tag!,
        color: valueOf(style, "color") ?? color,
        background: valueOf(style, "background(?:-color)?") ?? background,
      });
    }
  }
  return [...found.values()];
}

function valueOf(style: string, property: string): string | undefined {
  const values = [...style.matchAll(new RegExp(`(?:^|;)\\s*${property}:\\s*(#[0-9a-f]{6}|#[0-9a-f]{3})\\b`, "gi"))];
  return values.at(-1)?.[1];
}

/** WCAG 2.2: the ratio of relative luminances, the lighter one above. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const digits = color.slice(1);
  const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const channel = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
