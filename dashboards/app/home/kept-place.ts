/** A place of which somebody wants to know the air. */
export type Place =
  /** A commune, by its key. */
  | { readonly kind: "territory"; readonly key: string }
  /** Rounded to 0.01°, about a kilometre. */
  | { readonly kind: "point"; readonly lat: number; readonly lon: number };

const KEY = /^[a-z]{2}-[\w-]{1,60}$/;
const POINT = /^(-?\d{1,2}(?:\.\d{1,15})?)~(-?\d{1,3}(?:\.\d{1,15})?)$/;

export const rounded = (degrees: number): number => Math.round(degrees * 100) / 100;

/** A place as a form or a cookie writes it. */
export const placeText = (place: Place): string =>
  place.kind === "territory" ? place.key : `${place.lat.toFixed(2)}~${place.lon.toFixed(2)}`;

export const readPlace = (text: string | null | undefined): Place | undefined => {
  if (text == null) return undefined;
  if (KEY.test(text)) return { kind: "territory", key: text };
  const [, lat, lon] = POINT.exec(text) ?? [];
  if (lat === undefined || lon === undefined) return undefined;
  const point = { lat: rounded(Number(lat)), lon: rounded(Number(lon)) };
  return Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180
    ? { kind: "point", ...point }
    : undefined;
};

export const placeInCookie = (cookie: string | null): Place | undefined =>
  readPlace(/(?:^|;\s*)place=([\w.~-]{1,80})(?:;|$)/.exec(cookie ?? "")?.[1]);

const KEPT_S = 31_536_000;
const attributes = "Path=/; SameSite=Lax; HttpOnly";
export const keepPlace = (place: Place): string =>
  `place=${placeText(place)}; Max-Age=${KEPT_S}; ${attributes}`;
export const forgetPlace = `place=; Max-Age=0; ${attributes}`;
