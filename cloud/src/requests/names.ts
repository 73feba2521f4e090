import { ADDRCONFIG } from "node:dns";
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import type { Target } from "./target.ts";

/** The addresses of a name: none when there is no such name. Rejects when the name server does not answer. */
export type Resolve = (target: Pick<Target, "host" | "isListed">) => Promise<readonly string[]>;

const NO_SUCH_NAME = new Set(["ENOTFOUND", "ENODATA", "EBADNAME", "ENOTIMP"]);

const none = (error: NodeJS.ErrnoException): readonly string[] => {
  if (error.code !== undefined && NO_SUCH_NAME.has(error.code)) return [];
  throw error;
};

/**
 * Asks the name servers directly, with a limit of time. The system's own look-up works in the threads on
 * which the store works too, so that slow names of strangers would delay it; only names that the
 * administrator listed go there, since they may stand in the machine's file of hosts.
 */
export const createResolve = (servers?: readonly string[]): Resolve => {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  return async ({ host, isListed }) => {
    if (isIP(host) !== 0) return [host];
    if (isListed && servers === undefined) {
      const found = await lookup(host, { all: true, hints: ADDRCONFIG }).catch(none);
      return found.map((one) => (typeof one === "string" ? one : one.address));
    }
    const [four, six] = await Promise.allSettled([
      resolver.resolve4(host).catch(none),
      resolver.resolve6(host).catch(none),
    ]);
    // Many name servers answer for one family and fail for the other.
    if (four.status === "rejected" && six.status === "rejected") throw four.reason;
    return [four, six].flatMap((family) => (family.status === "fulfilled" ? family.value : []));
  };
};
