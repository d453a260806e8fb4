/** A link that pulls two points together; indexes into the points. */
export interface Spring {
  readonly a: number;
  readonly b: number;
  /** 1 pulls fully. */
  readonly pull: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Turning by the golden angle, as cosine and sine: literals, since no two engines need agree on the last bit of Math.cos. */
const golden = { cos: -0.737_368_878_078_319_7, sin: 0.675_490_294_261_523_8 };

/**
 * Places points on a plane, about 1 apart: they repel each other, springs pull, and members of a region keep together
 * (Fruchterman and Reingold 1991, with a far field by grid). The same input gives the same picture on any machine: nothing
 * but + - * / and Math.sqrt, which IEEE 754 defines to the last bit. 1,000 points and 5,000 springs take about 100 ms.
 */
export function layOut(regions: readonly number[], springs: readonly Spring[]): readonly Point[] {
  const points = spiral(regions);
  const { length } = points;
  const ticks = Math.round(Math.min(120, Math.max(30, 50_000 / Math.max(1, length))));
  const hottest = Math.sqrt(length) / 6;
  const moves = points.map((): Point => ({ x: 0, y: 0 }));
  for (let tick = 0; tick < ticks; tick++) {
    for (const move of moves) move.x = move.y = 0;
    pushApart(points, moves);
    for (const spring of springs) pullTogether(points, moves, spring);
    keepRegions(points, moves, regions);
    const heat = hottest * (1 - tick / ticks) + 0.02;
    points.forEach((point, i) => step(point, moves[i]!, heat));
  }
  return points;
}

/** Each region in a patch of its own, the patches on a spiral; both like the seeds of a sunflower. */
function spiral(regions: readonly number[]): Point[] {
  const sizes = new Map<number, number>();
  for (const region of regions) sizes.set(region, (sizes.get(region) ?? 0) + 1);
  const centres = new Map<number, Point>();
  let before = 0;
  const turn = { x: 1, y: 0 };
  for (const [region, size] of [...sizes].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const radius = before === 0 ? 0 : Math.sqrt(before + size / 2) * 0.6;
    centres.set(region, { x: turn.x * radius, y: turn.y * radius });
    before += size;
    rotate(turn);
  }
  const spread = { x: 1, y: 0 };
  const used = new Map<number, number>();
  return regions.map((region) => {
    const nth = used.get(region) ?? 0;
    used.set(region, nth + 1);
    rotate(spread);
    const centre = centres.get(region)!;
    const radius = Math.sqrt(nth + 0.5) * 0.6;
    return { x: centre.x + spread.x * radius, y: centre.y + spread.y * radius };
  });
}

function rotate(turn: Point): void {
  const { x, y } = turn;
  turn.x = x * golden.cos - y * golden.sin;
  turn.y = x * golden.sin + y * golden.cos;
}

/** A cell of the grid: near points push one by one, far ones together, as the middle of their cell. */
interface Cell extends Point {
  readonly column: number;
  readonly row: number;
  readonly members: number[];
}

/** 11 million pushes for 1,000 points: the hot loop, so it makes nothing. */
function pushApart(points: readonly Point[], moves: readonly Point[]): void {
  const cells = fullCells(points);
  for (const cell of cells) {
    for (const other of cells) {
      const across = other.column - cell.column;
      const down = other.row - cell.row;
      if (across * across <= 1 && down * down <= 1) {
        for (const i of cell.members) for (const j of other.members) push(moves[i]!, points[i]!, points[j]!, 1, i - j);
      } else {
        for (const i of cell.members) push(moves[i]!, points[i]!, other, other.members.length, 1);
      }
    }
  }
}

/** The cells that hold points, each at the middle of its own. Their number balances near pushes against far ones. */
function fullCells(points: readonly Point[]): readonly Cell[] {
  const { left, top, width, height } = frameOf(points);
  const across = Math.max(4, Math.round(Math.sqrt(3 * Math.sqrt(points.length))));
  const cells = new Map<number, Cell>();
  points.forEach((point, i) => {
    const column = Math.min(across - 1, Math.floor(((point.x - left) / width) * across));
    const row = Math.min(across - 1, Math.floor(((point.y - top) / height) * across));
    const cell = cells.get(row * across + column) ?? { x: 0, y: 0, column, row, members: [] };
    cells.set(row * across + column, cell);
    cell.members.push(i);
    cell.x += (point.x - cell.x) / cell.members.length;
    cell.y += (point.y - cell.y) / cell.members.length;
  });
  return [...cells.values()];
}

/** As 1/distance. Points on one spot part along a line that their order gives; a point does not push itself. */
function push(move: Point, point: Point, from: Point, strength: number, apart: number): void {
  if (apart === 0) return;
  const x = point.x - from.x || apart * 1e-3;
  const y = point.y - from.y || apart * 1e-3;
  const by = strength / Math.max(1e-2, x * x + y * y);
  move.x += x * by;
  move.y += y * by;
}

function pullTogether(points: readonly Point[], moves: readonly Point[], { a, b, pull }: Spring): void {
  const [from, to] = [points[a]!, points[b]!];
  const [x, y] = [to.x - from.x, to.y - from.y];
  const force = Math.min(4, Math.sqrt(x * x + y * y)) * pull;
  moves[a]!.x += x * force;
  moves[a]!.y += y * force;
  moves[b]!.x -= x * force;
  moves[b]!.y -= y * force;
}

/** Towards the middle of its region, and a little towards the middle of all; more so upwards, since pages are wider than high. */
function keepRegions(points: readonly Point[], moves: readonly Point[], regions: readonly number[]): void {
  const middles = new Map<number, { x: number; y: number; n: number }>();
  points.forEach((point, i) => {
    const middle = middles.get(regions[i]!) ?? { x: 0, y: 0, n: 0 };
    middles.set(regions[i]!, { x: middle.x + point.x, y: middle.y + point.y, n: middle.n + 1 });
  });
  points.forEach((point, i) => {
    const { x, y, n } = middles.get(regions[i]!)!;
    moves[i]!.x += (x / n - point.x) * 3 - point.x * 1.1;
    moves[i]!.y += (y / n - point.y) * 3 - point.y * 1.8;
  });
}

function step(point: Point, move: Point, heat: number): void {
  const length = Math.sqrt(move.x * move.x + move.y * move.y);
  const reach = length === 0 ? 0 : Math.min(length * 0.1, heat) / length;
  point.x += move.x * reach;
  point.y += move.y * reach;
}

/** The box around all points; one without extent in a direction is 1 wide in it, around them. */
export function frameOf(points: readonly Point[]): { left: number; top: number; width: number; height: number } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  if (right - left < 1e-9) [left, right] = [left - 0.5, right + 0.5];
  if (bottom - top < 1e-9) [top, bottom] = [top - 0.5, bottom + 0.5];
  return { left, top, width: right - left, height: bottom - top };
}
