import type { Config } from "../config/config.ts";
import { problem } from "../errors.ts";
import type { Asset, Problem } from "../model.ts";

/** `icon` and `logo` of courant.yaml are addresses, or files below static/: a path that leads to none is a hole in every page. */
export function checkBrand(config: Config, assets: readonly Asset[]): readonly Problem[] {
  return (["icon", "logo"] as const).flatMap((key) => {
    const written = config[key];
    if (written === null || /^[a-z][a-z0-9+.-]*:/i.test(written)) return [];
    const file = written.replace(/^\//, "");
    if (assets.some(({ path }) => path === file)) return [];
    const message = `\`${key}\`: there is no file static/${file}. Add it, or mend the path.`;
    return [problem("warning", "IMAGE_MISSING", "courant.yaml", config.lines.get(key) ?? 1, message)];
  });
}
