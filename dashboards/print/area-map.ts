/** Degrees, WGS 84. */
type Position = readonly [lon: number, lat: number];
/** Rings of corners: the outline of a territory, with its islands and holes. */
export type Rings = readonly (readonly Position[])[];

export interface MapPoint {
  readonly number: number;
  readonly lat: number;
  readonly lon: number;
}

export interface AreaMap {
  readonly svg: string;
  /** Points that lie too close for a number each stand under a letter. */
  readonly groups: readonly { readonly letter: string; readonly numbers: readonly number[] }[];
  /** Numbers of points that lie beyond the map. */
  readonly beyond: readonly number[];
}

interface Look {
  /** Points of paper (1/72 inch). */
  readonly width: number;
  readonly height: number;
  readonly ink: string;
  readonly edge: string;
  readonly tint: string;
}

const MARGIN = 20;
/** A mark of three digits at 14 pt. */
const MARK = { width: 38, height: 24 } as const;
const TEXT = 14;
/** Of a mean parallel, in kilometres. */
const KM_PER_DEGREE = 111.32;
/** Points of one street still need a frame. */
const LEAST_DEGREES = 0.01;

const letterOf = (index: number): string =>
  (index < 26 ? "" : String.fromCodePoint(64 + Math.floor(index / 26))) +
  String.fromCodePoint(65 + (index % 26));

const round = (value: number): string => String(Math.round(value * 10) / 10);

interface Frame {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

const frameOf = (positions: readonly Position[]): Frame => {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [lon, lat] of positions) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return { west, south, east, north };
};

/** The largest of 1, 2, 5, 10 … kilometres that is no longer than a third of the map. */
const scaleBar = (pointsPerKm: number, width: number) => {
  const lengths = [-2, -1, 0, 1, 2, 3].flatMap((power) =>
    [1, 2, 5].map((first) => first * 10 ** power),
  );
  const km = lengths.findLast((length) => length * pointsPerKm <= width / 3) ?? 0.01;
  return { text: km < 1 ? `${Math.round(km * 1000)} m` : `${km} km`, length: km * pointsPerKm };
};

/**
 * A map of the places of a booklet: the territory's outline, each place under its number, north and a scale. Without an
 * outline it is as large as its places need. Undefined where no place has a point.
 */
export const areaMap = (
  points: readonly MapPoint[],
  outline: Rings | undefined,
  { width, height, ink, edge, tint }: Look,
): AreaMap | undefined => {
  if (points.length === 0) return undefined;
  const bounds = frameOf(
    outline === undefined || outline.length === 0
      ? points.map(({ lon, lat }) => [lon, lat])
      : outline.flat(),
  );
  const middle = (bounds.south + bounds.north) / 2;
  // Degrees of longitude shorten towards the poles.
  const shortened = Math.max(0.05, Math.cos((middle * Math.PI) / 180));
  const spans = {
    x: Math.max((bounds.east - bounds.west) * shortened, LEAST_DEGREES),
    y: Math.max(bounds.north - bounds.south, LEAST_DEGREES),
  };
  const scale = Math.min((width - 2 * MARGIN) / spans.x, (height - 2 * MARGIN) / spans.y);
  const center = { x: (bounds.west + bounds.east) / 2, y: middle };
  // No taller than what is drawn, and the scale below it.
  const tall = Math.min(height, spans.y * scale + 2 * MARGIN) + MARK.height;
  const at = ([lon, lat]: Position) => ({
    x: width / 2 + (lon - center.x) * shortened * scale,
    y: (tall - MARK.height) / 2 - (lat - center.y) * scale,
  });
  const path = (outline ?? [])
    .map((ring) => {
      const corners: string[] = [];
      for (const position of ring) {
        const { x, y } = at(position);
        const corner = `${round(x)} ${round(y)}`;
        if (corner !== corners.at(-1)) corners.push(corner);
      }
      return corners.length < 3 ? "" : `M${corners.join("L")}Z`;
    })
    .join("");
  const marks: { x: number; y: number; numbers: number[] }[] = [];
  const beyond: number[] = [];
  for (const { number, lat, lon } of points) {
    const { x, y } = at([lon, lat]);
    if (x < 0 || x > width || y < 0 || y > tall - MARK.height) {
      beyond.push(number);
      continue;
    }
    const near = marks.find(
      (mark) => Math.abs(mark.x - x) < MARK.width && Math.abs(mark.y - y) < MARK.height,
    );
    if (near === undefined) marks.push({ x, y, numbers: [number] });
    else near.numbers.push(number);
  }
  const groups: { letter: string; numbers: readonly number[] }[] = [];
  const drawn = marks.map(({ x, y, numbers }) => {
    const isOne = numbers.length === 1;
    const text = isOne ? String(numbers[0]) : letterOf(groups.length);
    if (!isOne) groups.push({ letter: text, numbers });
    const wide = 10 + 9 * text.length;
    const box = `x="${round(x - wide / 2)}" y="${round(y - 10)}" width="${wide}" height="20" rx="${isOne ? 10 : 2}"`;
    return `<rect ${box} fill="${isOne ? "#fff" : tint}" stroke="${ink}" stroke-width="1.5"/><text x="${round(x)}" y="${round(y + 5)}" text-anchor="middle" font-weight="bold">${text}</text>`;
  });
  const bar = scaleBar(scale / KM_PER_DEGREE, width);
  const foot = tall - 6;
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${round(tall)}" width="${width}" height="${round(tall)}" font-family="Noto Sans" font-size="${TEXT}" fill="${ink}"><rect x="0.5" y="0.5" width="${width - 1}" height="${round(tall - MARK.height)}" fill="#fff" stroke="${edge}"/>${path === "" ? "" : `<path d="${path}" fill="${tint}" fill-rule="evenodd" stroke="${ink}" stroke-width="1.2"/>`}${drawn.join("")}<path d="M1 ${round(foot - 5)}v5h${round(bar.length)}v-5" fill="none" stroke="${ink}" stroke-width="1.5"/><text x="${round(bar.length + 8)}" y="${round(foot)}">${bar.text}</text><path d="M${width - 8} ${round(foot + 2)}v-16m-4 5l4 -6l4 6" fill="none" stroke="${ink}" stroke-width="1.5"/><text x="${width - 18}" y="${round(foot)}" text-anchor="end">N</text></svg>`,
    groups,
    beyond,
  };
};
