import type { FastifyRequest } from "fastify";
import * as z from "zod";
import { editDistance } from "../edit-distance.ts";
import { apiProblems, Problem } from "./problems.ts";

/** Names that other APIs have for what ours calls otherwise. */
const otherNames: { readonly [name: string]: readonly string[] } = {
  from: ["start", "since", "begin", "after", "startdate"],
  until: ["to", "end", "stop", "before", "enddate"],
  every: ["step", "interval", "period", "resolution", "bucket", "window", "granularity"],
  zone: ["tz", "timezone"],
  quantity: ["metric", "parameter", "variable", "field", "measurement", "quantities"],
  station: ["stations", "device", "box", "id"],
  search: ["q", "query", "find", "name"],
  cursor: ["page", "offset", "skip", "next"],
  limit: ["size", "count", "per_page", "pagesize", "max"],
  state: ["status"],
};

/** The known name that was most likely meant, or undefined when none resembles. */
export const nearestName = (name: string, known: readonly string[]): string | undefined => {
  const lower = name.toLowerCase().slice(0, 40);
  const byOtherName = known.find((candidate) => otherNames[candidate]?.includes(lower));
  if (byOtherName !== undefined) return byOtherName;
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 2))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.candidate;
};

const knownParameters = (querystring: unknown): readonly string[] =>
  querystring instanceof z.ZodObject ? Object.keys(querystring.shape) : [];

/** Single values are read at one address, and their means at another, which has more parameters. */
const VALUES = "/api/v1/series";
const ofMeans = ["every", "zone"];

/** The address that has a parameter of this name, where a neighbour of this one does. */
export const addressWith = (name: string, address: string): string | undefined => {
  const lower = name.toLowerCase();
  const isOfMeans = ofMeans.some((known) => known === lower || otherNames[known]?.includes(lower));
  const format = address.slice(VALUES.length);
  return isOfMeans && address.startsWith(VALUES) && /^(\.[a-z]+)?$/.test(format)
    ? `${VALUES}/means${format}`
    : undefined;
};

/**
 * Refuses a parameter that the route does not have: an answer that ignores half of the question looks
 * right and is not.
 */
export const refuseUnknownParameters = async (request: FastifyRequest): Promise<void> => {
  if (!request.url.startsWith("/api")) return;
  const known = knownParameters(request.routeOptions.schema?.querystring);
  const unknown = Object.keys((request.query ?? {}) as object).find(
    (name) => !known.includes(name),
  );
  if (unknown === undefined) return;
  const elsewhere = addressWith(unknown, request.routeOptions.url ?? "");
  const nearest = nearestName(unknown, known);
  const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  const meant =
    elsewhere === undefined
      ? hint
      : ` Means over intervals are at ${elsewhere}, with "every" and "zone".`;
  const all =
    known.length === 0
      ? "This address has no parameters."
      : `The parameters are ${known.map((name) => `"${name}"`).join(", ")}.`;
  throw new Problem(
    apiProblems.unknown_parameter,
    `There is no parameter "${unknown.slice(0, 100)}".${meant} ${all}`,
  );
};
