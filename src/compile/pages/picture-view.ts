import { escapeHtml } from "../../base/html.ts";
import type { Picture } from "../../model.ts";
import { href, pathOf } from "../../base/site.ts";
import type { Shell } from "./shell.ts";

export interface PictureView {
  readonly src: string;
  readonly alt: string;
  readonly caption: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

export function pictureView(shell: Shell, picture: Picture): PictureView {
  const { asset, url = "", alt, caption = null, width = null, height = null } = picture;
  return { src: asset === undefined ? url : href(shell.c.newsroom.config, pathOf(asset)), alt, caption, width, height };
}

/** A picture within a body. Its size keeps its place, so nothing jumps while it loads. */
export function pictureHtml(shell: Shell, picture: Picture, title: string | undefined): string {
  const { src, alt, width, height } = pictureView(shell, picture);
  const size = width === null || height === null ? "" : ` width="${width}" height="${height}"`;
  const named = title === undefined ? "" : ` title="${escapeHtml(title)}"`;
  return `<img src="${escapeHtml(src)}" alt="${escapeHtml(alt)}"${named}${size} loading="lazy" decoding="async">`;
}
