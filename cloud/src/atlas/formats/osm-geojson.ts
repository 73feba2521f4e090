import {
  addRemarks,
  doubted,
  type Findings,
  type Remark,
  refused,
  whileFewFindings,
} from "./finding.ts";
import { isObject } from "./json-object.ts";
import { type CheckOptions, createIds } from "./lieux-mediation.ts";
import { nearestOf } from "./nearest.ts";
import type { JsonFile } from "./read-json.ts";
import {
  checkOpeningHours,
  checkPoint,
  checkPostcode,
  checkSiret,
  dayBetter,
  isDay,
  isEmail,
  isWebAddress,
  lengthOf,
  phoneBetter,
  webAddressBetter,
} from "./values.ts";

/** Tags one of which says what a place is (OpenStreetMap wiki, Map features). */
const MAIN_TAGS = [
  "amenity",
  "office",
  "leisure",
  "shop",
  "social_facility",
  "tourism",
  "healthcare",
  "club",
  "building",
  "craft",
];

/** No value of a tag is longer (OpenStreetMap's API 0.6). */
export const LONGEST_VALUE = 255;

/** RFC 7946, section 3.1.1: longitude, latitude, and perhaps a height. */
const isPosition = (value: unknown): value is readonly [number, number, ...number[]] =>
  Array.isArray(value) && value.length >= 2 && value.every((each) => Number.isFinite(each));

const positionsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) && value.some((each) => Array.isArray(each))
    ? value.flatMap(positionsOf)
    : [value];

const DEPTHS: { readonly [type: string]: number } = {
  ...{ Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 },
};

const depthOf = (value: unknown): number =>
  Array.isArray(value) && Array.isArray(value[0]) ? 1 + depthOf(value[0]) : 0;

/** Twice the area with its sign: positive when the ring runs counter-clockwise. */
const turnOf = (ring: readonly (readonly number[])[]): number =>
  ring.reduce((sum, [x = 0, y = 0], place) => {
    const [nextX = 0, nextY = 0] = ring[(place + 1) % ring.length] ?? [];
    return sum + (x * nextY - nextX * y);
  }, 0);

const ringRemarks = (polygon: readonly (readonly (readonly number[])[])[]): Remark[] =>
  polygon.flatMap((ring, place) => {
    const isClosed = ring.length >= 4 && String(ring[0]) === String(ring.at(-1));
    if (!isClosed) return [refused({ kind: "ring_open" })];
    // RFC 7946, section 3.1.6: the outer ring counter-clockwise, holes clockwise; readers should accept others.
    return turnOf(ring) > 0 === (place === 0) ? [] : [doubted({ kind: "ring_direction" })];
  });

const geometryRemarks = (geometry: unknown): Remark[] => {
  if (geometry === null || geometry === undefined) return [doubted({ kind: "no_geometry" })];
  const types = [...Object.keys(DEPTHS), "GeometryCollection"].join(", ");
  if (!isObject(geometry)) return [refused({ kind: "geometry", expected: types })];
  const { type, coordinates, geometries } = geometry;
  if (type === "GeometryCollection")
    return Array.isArray(geometries)
      ? geometries.flatMap(geometryRemarks)
      : [refused({ kind: "geometry", expected: "geometries" })];
  const depth = DEPTHS[String(type)];
  if (depth === undefined) return [refused({ kind: "geometry", expected: types })];
  const positions = positionsOf(coordinates);
  if (depthOf(coordinates) !== depth || !positions.every(isPosition))
    return [refused({ kind: "position" })];
  const points = positions as readonly (readonly [number, number])[];
  if (points.some(([, latitude]) => Math.abs(latitude) > 90))
    return [refused({ kind: "latitude" })];
  if (points.some(([longitude]) => Math.abs(longitude) > 180))
    return [refused({ kind: "longitude" })];
  if (type === "Polygon") return ringRemarks(coordinates as number[][][]);
  if (type === "MultiPolygon") return (coordinates as number[][][][]).flatMap(ringRemarks);
  const [first] = points;
  return first === undefined ? [] : checkPoint(first[1], first[0]);
};

/** Several values of a tag stand in one, joined by semicolons. */
export const tagItems = (text: string): readonly string[] =>
  text
    .split(";")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const items = (
  text: string,
  fits: (item: string) => boolean,
  remark: (item: string) => Remark,
): Remark[] =>
  tagItems(text)
    .filter((item) => !fits(item))
    .map((item) => ({ ...remark(item), value: item }));

const YES_NO: { readonly [tag: string]: readonly string[] } = {
  wheelchair: ["yes", "limited", "no", "designated"],
  fee: ["yes", "no", "donation", "interval", "unknown"],
};

const tagRemarks = (tag: string, text: string, { today, language }: CheckOptions): Remark[] => {
  switch (tag.replace(/^contact:/, "")) {
    case "opening_hours":
      return checkOpeningHours(text, language);
    case "phone":
    case "mobile":
      return items(
        text,
        (item) => /^\+\d[\d ()-]{5,}$/.test(item),
        (item) => doubted({ kind: "phone", better: phoneBetter(item) }),
      );
    case "email":
      return items(text, isEmail, () => doubted({ kind: "email" }));
    case "website":
      return items(text, isWebAddress, (item) =>
        doubted({ kind: "url", better: webAddressBetter(item) }),
      );
    case "addr:postcode":
      return checkPostcode(text).map((remark) => ({ ...remark, isWarning: true }));
    case "ref:FR:SIRET":
      return items(
        text,
        (item) => checkSiret(item).length === 0,
        (item) => ({ ...(checkSiret(item)[0] as Remark), isWarning: true }),
      );
    case "check_date":
      if (!isDay(text)) return [doubted({ kind: "date", better: dayBetter(text) })];
      return text > today ? [doubted({ kind: "date_future" })] : [];
    case "wheelchair":
    case "fee": {
      const listed = YES_NO[tag] ?? [];
      return listed.includes(text)
        ? []
        : [doubted({ kind: "not_listed", word: text, nearest: nearestOf(text, listed), listed })];
    }
    default: {
      const length = lengthOf(text);
      return length > LONGEST_VALUE
        ? [doubted({ kind: "too_long", length, most: LONGEST_VALUE })]
        : [];
    }
  }
};

/** Checks a collection of features with the tags of OpenStreetMap (RFC 7946, and the wiki's rules for values). */
export const checkOsmGeojson = (
  { records, around }: JsonFile,
  findings: Findings,
  options: CheckOptions,
): void => {
  if (around === undefined || around.type !== "FeatureCollection")
    findings.errors.push({
      ...{ line: 1, column: "type", value: around?.type ?? null },
      problem: { kind: "not_a_collection" },
    });
  // RFC 7946, section 4: coordinates are WGS 84, and there is no other system.
  if (around?.crs !== undefined && !/CRS84|4326/.test(JSON.stringify(around.crs)))
    findings.errors.push({
      ...{ line: 1, column: "crs", value: around.crs },
      problem: { kind: "crs" },
    });
  const ids = createIds();
  for (const { line, value } of whileFewFindings(records, findings)) {
    if (!isObject(value) || value.type !== "Feature") {
      findings.errors.push({
        ...{ line, column: "type", value: isObject(value) ? (value.type ?? null) : value },
        problem: { kind: "not_a_feature" },
      });
      continue;
    }
    const { geometry, properties, id } = value;
    const coordinates = isObject(geometry) ? (geometry.coordinates ?? null) : (geometry ?? null);
    addRemarks(
      findings,
      { line, column: "geometry", value: coordinates },
      geometryRemarks(geometry),
    );
    if (typeof id === "string" || typeof id === "number") {
      const first = ids.before(String(id), line);
      if (first !== undefined)
        findings.errors.push({
          ...{ line, column: "id", value: id },
          problem: { kind: "id_twice", first },
        });
    }
    if (!isObject(properties)) {
      findings.errors.push({
        ...{ line, column: "properties", value: properties ?? null },
        problem: { kind: "not_an_object" },
      });
      continue;
    }
    const name = properties.name;
    if (typeof name !== "string" || name.trim() === "")
      findings.errors.push({
        ...{ line, column: "name", value: name ?? null },
        problem: { kind: "required" },
      });
    if (!MAIN_TAGS.some((tag) => typeof properties[tag] === "string"))
      findings.warnings.push({
        ...{ line, column: null, value: null },
        problem: { kind: "no_main_tag" },
      });
    for (const [tag, given] of Object.entries(properties)) {
      if (given === null) continue;
      if (typeof given === "object")
        findings.warnings.push({
          ...{ line, column: tag, value: given },
          problem: { kind: "tag_type" },
        });
      else
        addRemarks(
          findings,
          { line, column: tag, value: given },
          tagRemarks(tag, String(given), options),
        );
    }
  }
};
