/** A vector in the plane: `north` is the cosine of a direction in degrees, `east` its sine. */
export interface Vector {
  readonly east: number;
  readonly north: number;
}

/** Directions from `from` clockwise to `to`, both included, in degrees from 0 up to 360. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  /** Degrees between the two, from 0 to 360. */
  readonly width: number;
}

const turned = (degrees: number): number => ((degrees % 360) + 360) % 360;

export const directionOf = (degrees: number): Vector => {
  const radians = (turned(degrees) * Math.PI) / 180;
  return { east: Math.sin(radians), north: Math.cos(radians) };
};

/** The whole degree nearest to a direction, from 0 to 359. */
export const degreesOf = (degrees: number): number => turned(Math.round(turned(degrees)));

/** Shorter than this, a mean vector is what rounding leaves of directions that cancel. */
const SHORTEST = 1e-9;

/** From 0 up to 360, or undefined when the directions cancel: north and south have no mean. */
export const angleOf = ({ east, north }: Vector): number | undefined => {
  if (Math.hypot(east, north) < SHORTEST) return undefined;
  const degrees = (Math.atan2(east, north) * 180) / Math.PI;
  // 350 and 10 give -1e-15, and "360" is no direction: rounding to a billionth comes before the turn.
  return turned(Math.round(degrees * 1e9) / 1e9);
};

/** The smallest arc that holds all of `degrees` (ascending, each once); undefined for none. */
export const smallestArc = (degrees: readonly number[]): Arc | undefined => {
  const [first] = degrees;
  const last = degrees.at(-1);
  if (first === undefined || last === undefined) return undefined;
  // The arc is what the widest gap leaves; the gap across north is the first that is looked at.
  let gap = { from: last, to: first, width: first + 360 - last };
  for (const [index, to] of degrees.entries()) {
    const from = degrees[index - 1];
    if (from !== undefined && to - from > gap.width) gap = { from, to, width: to - from };
  }
  return { from: gap.to, to: gap.from, width: 360 - gap.width };
};
