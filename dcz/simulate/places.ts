import { smoothField, uniform } from "./noise.ts";

/** A point of the region: metres to the east and to the north of its centre. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a station hangs, and what is around it. */
export interface Surroundings extends Point {
  /** Number of its quarter, of 250 stations: those that one gateway relays are neighbours. */
  readonly quarter: number;
  /** Above the sea, m. */
  readonly height: number;
  /** 1 in the middle of the town, 0 in the country. */
  readonly urban: number;
  /** The street: 0 a garden, 1 an avenue. */
  readonly street: number;
}

export const STATIONS_OF_QUARTER = 250;

/**
 * A quarter has 6.6 km²: 80 of them, 20 000 stations, cover 530 km², which is the size of the metropolis of Lyon
 * (INSEE, 534 km²).
 */
const QUARTER_M = 1450;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** The middle of a quarter, on a spiral (Vogel, Mathematical Biosciences 44, 1979): each ring is as dense. */
export const quarterAt = (seed: number, quarter: number): Point => {
  const radius = QUARTER_M * Math.sqrt(quarter);
  const angle = quarter * GOLDEN_ANGLE + 2 * Math.PI * uniform(seed, 101);
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
};

/** How far from the centre the stations of so many quarters reach, m. */
export const extentOf = (quarters: number): number => QUARTER_M * (1 + Math.sqrt(quarters - 1));

export const distance = (one: Point, other: Point): number =>
  Math.hypot(one.x - other.x, one.y - other.y);

/** Half of the way from the centre to the country, m. */
const TOWN_M = 8000;

export const surroundingsOf = (seed: number, index: number): Surroundings => {
  const quarter = Math.floor(index / STATIONS_OF_QUARTER);
  const middle = quarterAt(seed, quarter);
  const radius = QUARTER_M * Math.sqrt(uniform(seed, index, 111));
  const angle = 2 * Math.PI * uniform(seed, index, 112);
  const [x, y] = [middle.x + radius * Math.cos(angle), middle.y + radius * Math.sin(angle)];
  const hill = smoothField(x / 6000, y / 6000, 0, seed, 113);
  return {
    ...{ x, y, quarter },
    height: 240 + 70 * hill + 18 * uniform(seed, index, 114),
    urban: Math.exp(-((Math.hypot(x, y) / TOWN_M) ** 2)),
    // Most boxes hang in calm streets.
    street: uniform(seed, index, 115) ** 2,
  };
};

/** The town does not exist; it lies somewhere in France. */
export const centreOf = (seed: number): { readonly lat: number; readonly lon: number } => ({
  lat: 44 + 5 * uniform(seed, 121),
  lon: 6 * uniform(seed, 122),
});

/** WGS 84, five decimals: a metre. On a plane that touches the region's centre: it is off by metres at its edge. */
export const positionOf = (seed: number, { x, y }: Point): { lat: number; lon: number } => {
  const { lat, lon } = centreOf(seed);
  const degree = 111_195;
  const rounded = (degrees: number) => Math.round(degrees * 1e5) / 1e5;
  return {
    lat: rounded(lat + y / degree),
    lon: rounded(lon + x / (degree * Math.cos((lat * Math.PI) / 180))),
  };
};
