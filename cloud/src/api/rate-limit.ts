import rateLimit from "@fastify/rate-limit";
import type { Api, Asking } from "./api.ts";
import { apiProblems, Problem } from "./problems.ts";

export interface RateLimit {
  /** Requests of one visitor within the time. */
  readonly most: number;
  readonly withinMs: number;
  /** Who is counted. Visitors of our pages all come from the pages' own address. */
  readonly countedAs: (request: Asking) => string;
}

/** For the `config` of a route of this part of the API: who asks more often is answered 429. */
export const limitRate = async (
  api: Api,
  { most, withinMs, countedAs }: RateLimit,
): Promise<{ readonly rateLimit: { readonly max: number; readonly timeWindow: number } }> => {
  await api.register(rateLimit, {
    global: false,
    keyGenerator: countedAs,
    // Network addresses that are remembered; the ones that asked longest ago make room.
    cache: 10_000,
    errorResponseBuilder: () =>
      new Problem(
        apiProblems.too_many_requests,
        `At most ${most} requests within ${withinMs / 1000} s: ask again later.`,
      ),
  });
  return { rateLimit: { max: most, timeWindow: withinMs } };
};
