import { frameOf, type Point } from "./layout.ts";

/** The map's size in its own units, one of which is about a pixel on a wide screen. */
export const size = { width: 1200, height: 780, margin: 70 };

export interface Dot extends Point {
  readonly radius: number;
}

/** Laid-out points as dots on the map: scaled to fill it, as large as what links to them, none upon another. */
export function makeDots(points: readonly Point[], linksIn: readonly number[]): readonly Dot[] {
  const { left, top, width, height } = frameOf(points);
  const [wide, high] = [size.width - 2 * size.margin, size.height - 2 * size.margin];
  const space = Math.sqrt((wide * high) / Math.max(1, points.length));
  const smallest = Math.min(7, Math.max(2.2, space * 0.13));
  const dots = points.map(({ x, y }, i) => ({
    x: size.width / 2 + ((x - left) / width - 0.5) * wide,
    y: size.height / 2 + ((y - top) / height - 0.5) * high,
    radius: smallest * Math.min(3, 1 + Math.sqrt(linksIn[i] ?? 0) * 0.35),
  }));
  for (let pass = 0; pass < 12; pass++) if (!separate(dots, smallest * 0.6)) break;
  return dots;
}

/** Parts dots that overlap or nearly touch. Says whether any did. */
function separate(dots: readonly Dot[], gap: number): boolean {
  const step = Math.max(...dots.map(({ radius }) => radius)) * 2 + gap;
  const grid = Map.groupBy(dots.keys(), (i) => `${Math.floor(dots[i]!.x / step)} ${Math.floor(dots[i]!.y / step)}`);
  let moved = false;
  for (const [place, members] of grid) {
    const [column = 0, row = 0] = place.split(" ").map(Number);
    for (const [across, down] of [
      [0, 0],
      [1, 0],
      [-1, 1],
      [0, 1],
      [1, 1],
    ] as const) {
      const others = grid.get(`${column + across} ${row + down}`) ?? [];
      for (const i of members) for (const j of others) if (i !== j && part(dots[i]!, dots[j]!, gap)) moved = true;
    }
  }
  return moved;
}

function part(a: Dot, b: Dot, gap: number): boolean {
  const x = b.x - a.x || 1e-3;
  const y = b.y - a.y || 1e-3;
  const distance = Math.sqrt(x * x + y * y);
  const lacking = a.radius + b.radius + gap - distance;
  if (lacking <= 0) return false;
  const [across, down] = [(x / distance) * lacking * 0.5, (y / distance) * lacking * 0.5];
  a.x -= across;
  a.y -= down;
  b.x += across;
  b.y += down;
  return true;
}
