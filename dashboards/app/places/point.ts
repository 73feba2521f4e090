export interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** "44,8378 -0,5792" or "44.8378, -0.5792": two numbers of degrees, the latitude first; undefined for anything else. */
export const readPoint = (typed: string): Point | undefined => {
  const numbers =
    /^\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?(?:\s*[,;]\s*|\s+)([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*$/.exec(
      typed,
    );
  if (numbers === null) return undefined;
  const [lat, lon] = numbers.slice(1).map((one) => Number(one.replace(",", "."))) as [
    number,
    number,
  ];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
};

/** As `readPoint` reads it again. */
export const writePoint = ({ lat, lon }: Point): string => `${lat} ${lon}`;
