import { addressGroup } from "../api/address-group.ts";
import type { Asking } from "../api/api.ts";
import { openSeal, sealText } from "./secrets.ts";

/** Who is in front of the screen, as far as a request tells. */
export interface Visitor {
  readonly address: string;
  /** The request comes from a page of ours, or from no page at all. */
  readonly isOwnOrigin: boolean;
}

/** From the proxy, through the pages' process, back to the API: sealed, so that nobody else can write it. */
export const VISITOR_HEADER = "x-dcz-visitor";

const VALID_MS = 60_000;

const one = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === "string" ? header : header?.[0];

const hostIn = (address: string | undefined): string | undefined =>
  address === undefined ? undefined : URL.parse(address)?.host;

const isUnsafe = (method: string): boolean => !["GET", "HEAD", "OPTIONS"].includes(method);

/**
 * Whether a request may use the visitor's cookie. Browsers say which site a request comes from, and other
 * sites can change none of these headers.
 */
const isOwnOrigin = ({ headers, method, host }: Asking, publicHost: string): boolean => {
  if (!isUnsafe(method)) return true;
  const site = one(headers["sec-fetch-site"]);
  if (site !== undefined) return site === "same-origin" || site === "none";
  const from = hostIn(headers.origin ?? headers.referer);
  return (
    from !== undefined &&
    [host, publicHost, one(headers["x-forwarded-host"])].some((own) => own === from)
  );
};

export interface Visitors {
  /** What the proxy adds to a request that it passes to the pages. */
  headerFor(request: Asking): string;
  of(request: Asking): Visitor;
  /** Whom a limit of requests counts: the visitor behind our pages, a home's many addresses as one. */
  countedAs(request: Asking): string;
}

export const createVisitors = (key: Uint8Array, publicUrl: string, now: () => number): Visitors => {
  const publicHost = new URL(publicUrl).host;
  const direct = (request: Asking): Visitor => ({
    address: request.ip,
    isOwnOrigin: isOwnOrigin(request, publicHost),
  });
  const of = (request: Asking): Visitor => {
    const sealed = one(request.headers[VISITOR_HEADER]);
    const text = sealed === undefined ? undefined : openSeal(key, sealed);
    if (text === undefined) return direct(request);
    const { address, isOwnOrigin: own, at } = JSON.parse(text) as Visitor & { at: number };
    return Math.abs(now() - at) > VALID_MS ? direct(request) : { address, isOwnOrigin: own };
  };
  return {
    headerFor: (request) => sealText(key, JSON.stringify({ ...direct(request), at: now() })),
    of,
    countedAs: (request) => addressGroup(of(request).address),
  };
};
