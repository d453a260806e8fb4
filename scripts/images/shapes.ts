/**
 * Flat shapes as signed distances in pixels (below 0 inside), so that one rule gives every edge its half-pixel of smoothing.
 * The origin is the upper left corner; angles run clockwise from twelve o'clock, in turns (0.25 is three o'clock).
 */
import type { Raster } from "./png.ts";

export interface Shape {
  readonly color: Color;
  readonly distance: (x: number, y: number) => number;
}

/** `#d8432b` */
export type Color = `#${string}`;

export function disc(color: Color, cx: number, cy: number, radius: number): Shape {
  return { color, distance: (x, y) => Math.hypot(x - cx, y - cy) - radius };
}

/** A rectangle with rounded corners. */
export function box(color: Color, left: number, top: number, width: number, height: number, corner = 0): Shape {
  const cx = left + width / 2;
  const cy = top + height / 2;
  return {
    color,
    distance: (x, y) => {
      const dx = Math.abs(x - cx) - width / 2 + corner;
      const dy = Math.abs(y - cy) - height / 2 + corner;
      return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
    },
  };
}

/** A stroke with round ends. */
export function line(color: Color, x1: number, y1: number, x2: number, y2: number, width: number): Shape {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  return {
    color,
    distance: (x, y) => {
      const along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length;
      const t = Math.min(1, Math.max(0, along));
      return Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1)) - width / 2;
    },
  };
}

/** A piece of a ring between two angles, with straight ends. */
export function arc(
  color: Color,
  cx: number,
  cy: number,
  radius: number,
  width: number,
  from: number,
  to: number,
): Shape {
  const middle = ((from + to) / 2) * 2 * Math.PI;
  const half = (to - from) * Math.PI;
  return {
    color,
    distance: (x, y) => {
      const reach = Math.hypot(x - cx, y - cy);
      const band = Math.abs(reach - radius) - width / 2;
      const turned = Math.atan2(x - cx, cy - y) - middle;
      const angle = Math.abs(Math.atan2(Math.sin(turned), Math.cos(turned)));
      return half >= Math.PI ? band : Math.max(band, (angle - half) * reach);
    },
  };
}

/** A convex outline, its corners clockwise. */
export function polygon(color: Color, ...corners: readonly (readonly [number, number])[]): Shape {
  const edges = corners.map(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!;
    const length = Math.hypot(nextX - x, nextY - y);
    return { x, y, normalX: (nextY - y) / length, normalY: (x - nextX) / length };
  });
  return { color, distance: (x, y) => Math.max(...edges.map((e) => (x - e.x) * e.normalX + (y - e.y) * e.normalY)) };
}

/** What two shapes have in common, in the colour of the first. */
export function within(shape: Shape, mask: Shape): Shape {
  return { color: shape.color, distance: (x, y) => Math.max(shape.distance(x, y), mask.distance(x, y)) };
}

/** Paints the shapes over one another, the first lowest. */
export function paint(width: number, height: number, ground: Color, shapes: readonly Shape[]): Raster {
  const rgb = new Uint8Array(width * height * 3);
  const base = channels(ground);
  const layers = shapes.map((shape) => ({ shape, tint: channels(shape.color) }));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel: [number, number, number] = [...base];
      for (const { shape, tint } of layers) blend(pixel, tint, 0.5 - shape.distance(x + 0.5, y + 0.5));
      rgb.set(pixel.map(Math.round), (y * width + x) * 3);
    }
  }
  return { width, height, rgb };
}

function blend(pixel: [number, number, number], tint: readonly number[], coverage: number): void {
  if (coverage <= 0) return;
  const share = Math.min(1, coverage);
  for (const i of [0, 1, 2] as const) pixel[i] += (tint[i]! - pixel[i]) * share;
}

function channels(color: Color): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
