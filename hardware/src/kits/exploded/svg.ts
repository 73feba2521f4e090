import { boards, bodies } from "../enclosure/bodies.ts";
import type { Enclosure } from "../enclosure/enclosure.ts";
import { columns, footprint } from "../enclosure/floor-plan.ts";
import type { Language } from "../language.ts";
import { escapeXml } from "../wiring/svg.ts";
import type { Callout, Placed } from "./callouts.ts";

/** Millimetres in the box; x and y come towards the reader, z goes up. */
type Point = readonly [x: number, y: number, z: number];
type OnPaper = readonly [u: number, v: number];

const [COS, SIN] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
const project = ([x, y, z]: Point): OnPaper => [(x - y) * COS, (x + y) * SIN - z];

/** Between the tray, what stands in it, and the lid. */
const GAP = 42;
const LABEL = 9;
const BRACKET = { length: 90, height: 60, thick: 5 } as const;

const words = {
  fr: { title: "Vue éclatée", from: "De haut en bas" },
  en: { title: "Exploded view", from: "From top to bottom" },
} as const;

/** Collects shapes in the order in which they hide each other, and how far they reach. */
const createPaper = () => {
  const shapes: string[] = [];
  let [left, top, right, bottom] = [0, 0, 0, 0];
  const at = (point: Point): string => {
    const [u, v] = project(point);
    [left, right] = [Math.min(left, u), Math.max(right, u)];
    [top, bottom] = [Math.min(top, v), Math.max(bottom, v)];
    return `${u.toFixed(1)} ${v.toFixed(1)}`;
  };
  const face = (points: readonly Point[], fill: string, more = ""): void => {
    shapes.push(
      `<path d="M${points.map(at).join("L")}Z" fill="${fill}" stroke="#222222" stroke-width="0.8" stroke-linejoin="round"${more}/>`,
    );
  };
  return {
    face,
    /** The three faces of a box that the reader sees. */
    box([x, y, z]: Point, length: number, width: number, height: number): void {
      const [X, Y, Z] = [x + length, y + width, z + height];
      face(
        [
          [X, y, z],
          [X, Y, z],
          [X, Y, Z],
          [X, y, Z],
        ],
        "#e2e2e2",
      );
      face(
        [
          [x, Y, z],
          [X, Y, z],
          [X, Y, Z],
          [x, Y, Z],
        ],
        "#f0f0f0",
      );
      face(
        [
          [x, y, Z],
          [X, y, Z],
          [X, Y, Z],
          [x, Y, Z],
        ],
        "#ffffff",
      );
    },
    dashes(from: Point, to: Point): void {
      shapes.push(
        `<path d="M${at(from)}L${at(to)}" stroke="#222222" stroke-width="0.6" stroke-dasharray="3 2.5" fill="none"/>`,
      );
    },
    ring(centre: Point, radius: number): void {
      at([centre[0] + radius, centre[1] + radius, centre[2]]);
      const [u, v] = project(centre);
      shapes.push(
        `<ellipse cx="${u.toFixed(1)}" cy="${v.toFixed(1)}" rx="${(radius * COS * Math.SQRT2).toFixed(1)}" ry="${(radius * SIN * Math.SQRT2).toFixed(1)}" fill="#ffffff" stroke="#222222" stroke-width="0.8"/>`,
      );
    },
    number(point: Point, number: number): void {
      const [u, v] = project(point);
      [left, right] = [Math.min(left, u - LABEL), Math.max(right, u + LABEL)];
      [top, bottom] = [Math.min(top, v - LABEL), Math.max(bottom, v + LABEL)];
      shapes.push(
        `<circle cx="${u.toFixed(1)}" cy="${v.toFixed(1)}" r="${LABEL - 1}" fill="#ffffff" stroke="#222222" stroke-width="0.8"/><text x="${u.toFixed(1)}" y="${(v + 3.6).toFixed(1)}" text-anchor="middle">${number}</text>`,
      );
    },
    svg: (head: readonly string[], attributes: string): string => {
      const edge = 4;
      const box = [left - edge, top - edge, right - left + 2 * edge, bottom - top + 2 * edge];
      return `${[
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.map((one) => one.toFixed(0)).join(" ")}" ${attributes}>`,
        ...head,
        ...shapes,
        "</svg>",
      ].join("\n")}\n`;
    },
  };
};

interface Body {
  readonly feature: Placed;
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
}
interface LiftedBody extends Body {
  readonly z: number;
}

/** Where a part stands, and its height. */
const bodyOf = (feature: Placed, enclosure: Enclosure): Body => {
  const { x, y, length, width } = footprint(feature, enclosure);
  const height =
    feature.kind === "board"
      ? boards[feature.board].height
      : feature.kind === "cradle"
        ? bodies[feature.body].height
        : 0;
  return { feature, x, y, length, width, height };
};

/** Whether a body hides this point of the paper: it meets the line on which one looks there. */
const hides = ({ x, y, z, length, width, height }: LiftedBody, [u, v]: OnPaper): boolean => {
  const [a, b] = [(v / SIN + u / COS) / 2, (v / SIN - u / COS) / 2];
  const from = Math.max(x - a, y - b, z);
  return from <= Math.min(x + length - a, y + width - b, z + height);
};

/** Those at the back come first, and as high above those before them that their numbers are seen. */
const liftAll = (all: readonly Body[], lowest: number): readonly LiftedBody[] => {
  const nearest = (body: Body) => body.x + body.length + body.y + body.width;
  const lifted: LiftedBody[] = [];
  for (const body of all.toSorted((one, other) => nearest(other) - nearest(one))) {
    const isHidden = (z: number) => {
      const [u, v] = project([body.x + body.length / 2, body.y + body.width / 2, z + body.height]);
      const around: OnPaper[] = [-1, 1].flatMap((side) => [
        [u + side * LABEL, v] as const,
        [u, v + side * LABEL] as const,
      ]);
      return lifted.some((nearer) => around.some((point) => hides(nearer, point)));
    };
    let z = lowest;
    while (isHidden(z)) z += 5;
    lifted.push({ ...body, z });
  }
  return lifted.toReversed();
};

/**
 * The box taken apart, as an SVG document: its lid above, its parts over their places on the floor, what passes
 * through the floor below. The numbers are those of the callouts.
 */
export const drawExploded = (
  enclosure: Enclosure,
  callouts: readonly Callout[],
  title: string,
  language: Language,
): string => {
  const { inner, wall, floor, lid } = enclosure;
  const paper = createPaper();
  const numberOf = (of: Callout["of"]): number =>
    callouts.find((callout) => callout.of === of)?.number ?? 0;
  const placed = callouts.flatMap(({ of }) => (typeof of === "string" ? [] : [of]));
  const rim = floor + inner.height;
  const [length, width] = [inner.length + 2 * wall, inner.width + 2 * wall];

  // Below: what passes through the floor, low enough that the tray does not hide it.
  for (const feature of placed.filter(({ kind }) => kind === "hole")) {
    if (feature.kind !== "hole") continue;
    const [x, y] = feature.at;
    const toCorner = (inner.length - inner.width + y - x) * COS;
    const edge = (inner.length + inner.width) * SIN - Math.abs(toCorner) * (SIN / COS);
    const z = (x + y) * SIN - edge - GAP / 2;
    paper.dashes([x, y, 0], [x, y, z]);
    paper.ring([x, y, z], feature.clear / 2);
    paper.ring([x, y, z], feature.diameter / 2);
    paper.number([x + feature.clear, y + feature.clear, z], numberOf(feature));
  }

  // The tray, open: one looks in over its front walls.
  paper.box([-wall, -wall, 0], length, width, rim);
  const inside: readonly Point[] = [
    [0, 0, rim],
    [inner.length, 0, rim],
    [inner.length, inner.width, rim],
    [0, inner.width, rim],
  ];
  paper.face(inside, "#d4d4d4");
  const deep = Math.min(inner.height, inner.length * SIN, inner.width * SIN);
  paper.face(
    [
      [0, 0, rim],
      [inner.length, 0, rim],
      [inner.length - deep / SIN / 2, 0, rim - deep / 2],
      [0, 0, rim - deep / 2],
    ],
    "#c8c8c8",
  );
  paper.face(
    [
      [0, 0, rim],
      [0, inner.width, rim],
      [0, inner.width - deep / SIN / 2, rim - deep / 2],
      [0, 0, rim - deep / 2],
    ],
    "#bcbcbc",
  );
  paper.number([inner.length + wall, inner.width * 0.75, rim / 2], numberOf("base"));
  if (enclosure.bracket) {
    const [x, y, z] = [(inner.length - BRACKET.length) / 2, inner.width + GAP, rim * 0.2];
    paper.dashes(
      [inner.length / 2, inner.width + wall, rim * 0.6],
      [inner.length / 2, y, rim * 0.6],
    );
    paper.box([x, y, z], BRACKET.length, BRACKET.thick, BRACKET.height);
    paper.number([x + 14, y + BRACKET.thick, z + BRACKET.height / 2], numberOf("bracket"));
  }

  // Over their places, those at the back first.
  const bodiesInside = liftAll(
    placed.filter(({ kind }) => kind !== "hole").map((feature) => bodyOf(feature, enclosure)),
    rim + GAP,
  );
  for (const { feature, x, y, z, length: along, width: across, height } of bodiesInside) {
    const [cx, cy] = [x + along / 2, y + across / 2];
    paper.dashes([cx, cy, rim - deep / 2], [cx, cy, z]);
    paper.box([x, y, z], along, across, height);
    paper.number([cx, cy, z + height], numberOf(feature));
  }

  const beyond = wall + lid.clearance + wall;
  // Its front corner is above every number.
  const corner = (inner.length + inner.width + 2 * beyond) * SIN;
  const under = Math.max(
    rim + GAP,
    ...bodiesInside.map(({ x, y, z, length: along, width: across, height }) => {
      const [, v] = project([x + along / 2, y + across / 2, z + height]);
      return corner - v + 2 * LABEL;
    }),
  );
  for (const [x, y] of columns(enclosure)) paper.dashes([x, y, rim], [x, y, under]);
  const skirt = floor + lid.drop;
  paper.box([-beyond, -beyond, under], inner.length + 2 * beyond, inner.width + 2 * beyond, skirt);
  for (const [x, y] of columns(enclosure)) {
    paper.dashes([x, y, under + skirt], [x, y, under + skirt + GAP / 2]);
    paper.ring([x, y, under + skirt + GAP / 2], 3);
  }
  const [firstColumn] = columns(enclosure);
  if (firstColumn !== undefined)
    paper.number(
      [firstColumn[0] - 14, firstColumn[1] - 14, under + skirt + GAP / 2],
      numberOf("screws"),
    );
  paper.number([inner.length / 2, inner.width / 2, under + skirt], numberOf("lid"));

  const description = callouts.map(({ number, name }) => `${number} : ${name}`).join(". ");
  return paper.svg(
    [
      `<title id="exploded-title">${escapeXml(`${words[language].title} : ${title}`)}</title>`,
      `<desc id="exploded-description">${escapeXml(`${words[language].from} : ${description}`)}</desc>`,
    ],
    `lang="${language}" role="img" aria-labelledby="exploded-title exploded-description" font-family="'DejaVu Sans', Verdana, sans-serif" font-size="10" font-weight="bold" fill="#111111"`,
  );
};
