/** The sample newsroom's illustrations, 1200 × 630, each a few flat shapes in one palette. */
import { arc, box, disc, line, polygon, within, type Color, type Shape } from "./shapes.ts";

export const ink = "#1c2230";
export const paper = "#f3ede2";
export const orange = "#d9482b";
const slate = "#39435a";
const gold = "#e3a43a";
const teal = "#23707a";
const mist = "#cfd6d6";

export interface Picture {
  readonly ground: Color;
  readonly shapes: readonly Shape[];
}

export const pictures: Readonly<Record<string, Picture>> = {
  "hong-kong": {
    ground: mist,
    shapes: [
      ...[210, 330, 260, 400, 300, 190, 350, 240].map((height, i) =>
        box(i % 2 === 0 ? ink : slate, 90 + i * 88, 500 - height, 76, height),
      ),
      box(teal, 0, 500, 1200, 130),
      ...[0, 1, 2].map((i) => line(mist, 120 + i * 330, 540 + i * 22, 320 + i * 330, 540 + i * 22, 4)),
      disc(orange, 1010, 190, 74),
    ],
  },
  "two-clocks": {
    ground: paper,
    shapes: [...clock(360, 315, 0.083, 0.62, orange), ...clock(840, 315, 0.36, 0.87, teal)],
  },
  "two-doors": {
    ground: slate,
    shapes: [
      box(ink, 0, 500, 1200, 130),
      box(ink, 270, 110, 230, 390),
      disc(slate, 470, 315, 10),
      polygon(gold, [700, 500], [930, 500], [1120, 630], [610, 630]),
      box(gold, 700, 110, 230, 390),
      polygon(orange, [700, 110], [770, 150], [770, 540], [700, 500]),
    ],
  },
  "one-fifth": {
    ground: paper,
    shapes: [
      ...Array.from({ length: 10 }, (_, i) => box(i < 2 ? orange : mist, 105 + i * 100, 235, 92, 160)),
      box(paper, 227, 235, 6, 160),
      box(gold, 233, 235, 64, 160),
      line(ink, 105, 440, 297, 440, 5),
      line(ink, 105, 425, 105, 455, 5),
      line(ink, 297, 425, 297, 455, 5),
    ],
  },
  columns: { ground: teal, shapes: temple(600, paper) },
  recordings: {
    ground: ink,
    shapes: Array.from({ length: 45 }, (_, i) => {
      const height = 40 + 170 * Math.abs(Math.sin(i * 0.9) * Math.cos(i * 0.23));
      return box(i > 16 && i < 29 ? orange : mist, 90 + i * 23, 315 - height, 11, height * 2, 5.5);
    }),
  },
  witness: {
    ground: paper,
    shapes: [
      arc(slate, 600, 660, 470, 60, -0.2, 0.2),
      arc(ink, 600, 660, 570, 60, -0.2, 0.2),
      ...Array.from({ length: 9 }, (_, i) => seat(600, 660, 520, (i - 4) * 0.042)),
      disc(orange, 600, 400, 34),
      box(orange, 556, 440, 88, 80, 40),
      box(ink, 500, 500, 200, 26, 4),
    ],
  },
  dome: {
    ground: slate,
    shapes: [
      polygon(orange, [0, 470], [1200, 430], [1200, 630], [0, 630]),
      within(disc(paper, 600, 330, 170), box(paper, 400, 100, 400, 230)),
      box(paper, 588, 110, 24, 70),
      box(paper, 400, 330, 400, 24),
      ...Array.from({ length: 9 }, (_, i) => box(paper, 420 + i * 42.5, 366, 20, 96)),
      box(paper, 400, 474, 400, 26),
      box(paper, 180, 500, 840, 130),
    ],
  },
  scales: {
    ground: paper,
    shapes: [
      line(ink, 600, 120, 600, 520, 12),
      line(ink, 320, 170, 880, 170, 12),
      box(ink, 480, 515, 240, 22, 4),
      ...pan(320),
      ...pan(880),
      box(orange, 255, 285, 130, 84, 20),
      polygon(orange, [290, 362], [330, 362], [290, 402]),
      arc(teal, 880, 305, 34, 14, -0.25, 0.25),
      box(teal, 828, 305, 104, 84, 10),
      disc(paper, 880, 342, 11),
    ],
  },
  "dark-phone": {
    ground: ink,
    shapes: [
      box(orange, 0, 560, 1200, 6),
      box(slate, 0, 566, 1200, 64),
      box(slate, 460, 70, 280, 520, 40),
      box("#0c0f16", 478, 92, 244, 476, 26),
      ...[180, 300, 900, 1040, 1110, 90].map((x, i) => disc(mist, x, 90 + ((i * 97) % 300), 3 + (i % 2))),
    ],
  },
  calendar: { ground: teal, shapes: calendarSheet() },
  stakes: { ground: paper, shapes: shares([15, 15, 15, 5, 30.1, 19.9]) },
  "app-grid": {
    ground: mist,
    shapes: Array.from({ length: 15 }, (_, i) => {
      const left = 235 + (i % 5) * 152;
      const top = 85 + Math.floor(i / 5) * 164;
      return i === 8
        ? [box(orange, left, top, 122, 122, 30), box(mist, left + 7, top + 7, 108, 108, 24)]
        : [box([ink, teal, slate, gold][(i * 7) % 4] as Color, left, top, 122, 122, 30)];
    }).flat(),
  },
  racks: {
    ground: ink,
    shapes: Array.from({ length: 6 }, (_, i) => rack(70 + i * 182, i)).flat(),
  },
  "ring-of-twelve": {
    ground: "#25407a",
    shapes: [
      ...Array.from({ length: 12 }, (_, i) => {
        const angle = (i / 12) * 2 * Math.PI;
        return disc(gold, 600 + 235 * Math.sin(angle), 315 - 235 * Math.cos(angle), 24);
      }),
      ...[0, 1, 2].flatMap((i) => [
        box(ink, 500, 225 + i * 64, 200, 54, 8),
        disc(orange, 530, 252 + i * 64, 8),
        line(mist, 570, 252 + i * 64, 670, 252 + i * 64, 5),
      ]),
    ],
  },
  "two-seals": {
    ground: teal,
    shapes: [
      box(paper, 380, 50, 440, 530, 6),
      ...Array.from({ length: 7 }, (_, i) => box(mist, 430, 110 + i * 36, i === 6 ? 190 : 340, 12, 6)),
      line(ink, 430, 460, 580, 460, 4),
      line(ink, 620, 460, 770, 460, 4),
      ...seal(505, 470, orange),
      ...seal(695, 470, gold),
    ],
  },
  "three-circles": {
    ground: paper,
    shapes: [
      disc(orange, 480, 250, 150),
      disc(gold, 680, 250, 150),
      disc(teal, 580, 400, 150),
      within(disc("#b6562b", 480, 250, 150), disc(ink, 680, 250, 150)),
      within(disc("#7d5a4c", 480, 250, 150), disc(ink, 580, 400, 150)),
      within(disc("#7f8a55", 680, 250, 150), disc(ink, 580, 400, 150)),
      within(within(disc(ink, 480, 250, 150), disc(ink, 680, 250, 150)), disc(ink, 580, 400, 150)),
      disc(ink, 902, 322, 80),
    ],
  },
};

function clock(cx: number, cy: number, hour: number, minute: number, hand: Color): Shape[] {
  const tip = (turn: number, length: number): [number, number] => [
    cx + length * Math.sin(turn * 2 * Math.PI),
    cy - length * Math.cos(turn * 2 * Math.PI),
  ];
  return [
    arc(ink, cx, cy, 190, 16, 0, 1),
    ...Array.from({ length: 12 }, (_, i) => line(ink, ...tip(i / 12, 160), ...tip(i / 12, 148), 6)),
    line(ink, cx, cy, ...tip(hour, 95), 14),
    line(hand, cx, cy, ...tip(minute, 140), 10),
    disc(hand, cx, cy, 14),
  ];
}

function temple(cx: number, color: Color): Shape[] {
  return [
    polygon(color, [cx, 90], [cx + 400, 220], [cx - 400, 220]),
    box(color, cx - 380, 234, 760, 26),
    ...Array.from({ length: 6 }, (_, i) => box(color, cx - 340 + i * 126, 274, 50, 226)),
    box(color, cx - 400, 514, 800, 26),
    box(color, cx - 440, 548, 880, 30),
  ];
}

function seat(cx: number, cy: number, radius: number, turn: number): Shape {
  const angle = turn * 2 * Math.PI;
  return disc(gold, cx + radius * Math.sin(angle), cy - radius * Math.cos(angle), 17);
}

function pan(cx: number): Shape[] {
  return [
    line(ink, cx, 170, cx - 110, 420, 5),
    line(ink, cx, 170, cx + 110, 420, 5),
    within(disc(ink, cx, 405, 125), box(ink, cx - 125, 412, 250, 120)),
  ];
}

function seal(cx: number, cy: number, color: Color): Shape[] {
  const rays = Array.from({ length: 16 }, (_, i) => {
    const angle = (i / 16) * 2 * Math.PI;
    return disc(color, cx + 46 * Math.sin(angle), cy - 46 * Math.cos(angle), 11);
  });
  return [...rays, disc(color, cx, cy, 48), arc(paper, cx, cy, 32, 5, 0, 1)];
}

function calendarSheet(): Shape[] {
  const cells = Array.from({ length: 24 }, (_, i) => ({ x: 330 + (i % 6) * 108, y: 190 + Math.floor(i / 6) * 98 }));
  return [
    box(paper, 260, 60, 680, 520, 18),
    within(box(orange, 260, 60, 680, 90), box(ink, 260, 60, 680, 520, 18)),
    ...cells.map(({ x, y }) => box(mist, x - 42, y, 84, 74, 6)),
    ...[1, 5, 10, 14, 15].flatMap((i) => {
      const { x, y } = cells[i]!;
      return [line(ink, x - 24, y + 15, x + 24, y + 59, 7), line(ink, x + 24, y + 15, x - 24, y + 59, 7)];
    }),
    arc(orange, cells[20]!.x, cells[20]!.y + 37, 44, 9, 0, 1),
  ];
}

function shares(percent: readonly number[]): Shape[] {
  const colors: readonly Color[] = [orange, gold, teal, mist, slate, ink];
  let from = 0;
  return percent.map((share, i) => {
    const piece = arc(colors[i]!, 600, 315, 185, 110, from + 0.003, from + share / 100 - 0.003);
    from += share / 100;
    return piece;
  });
}

function rack(left: number, n: number): Shape[] {
  return [
    box(slate, left, 70, 150, 490, 8),
    ...Array.from({ length: 9 }, (_, i) => box(ink, left + 14, 92 + i * 52, 122, 36, 4)),
    ...Array.from({ length: 9 }, (_, i) =>
      disc([mist, gold, orange][(i * 5 + n * 7) % 3] as Color, left + 34, 110 + i * 52, 6),
    ),
  ];
}
