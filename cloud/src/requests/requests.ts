import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, request as startRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import type { TLSSocket } from "node:tls";
import { readBody } from "./body.ts";
import type { Exceptions } from "./exceptions.ts";
import { createLines } from "./lines.ts";
import { createResolve, type Resolve } from "./names.ts";
import { type RefusalCode, type RequestRefusal, refuse } from "./refusals.ts";
import { createSlowHosts } from "./slow-hosts.ts";
import { allowedAddresses, readTarget, type Target } from "./target.ts";

export interface OutgoingRequest {
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Sent to the first address only, not after a redirect to another one. */
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  /** The longest answer that is taken, unpacked. */
  readonly maxBytes?: number;
  /** For all of it: look-up, connection, redirects and answer. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface RequestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The address that answered, after redirects. */
  readonly url: string;
}

export type RequestOutcome =
  | { readonly ok: true; readonly answer: RequestAnswer }
  | { readonly ok: false; readonly refusal: RequestRefusal };

/** The one door for requests to addresses that people give. */
export interface Requests {
  /** An answer with any status is an answer; what was not allowed or did not come is a refusal. */
  send(request: OutgoingRequest): Promise<RequestOutcome>;
  /** Whether a request to this address would be made at all, without a look-up: for forms. */
  judge(url: string): RequestRefusal | undefined;
  /** Gives up what is under way. */
  close(): void;
}

export interface RequestsOptions {
  readonly exceptions: Exceptions;
  readonly version: string;
  /** Authorities beside those that Node knows. */
  readonly ca?: string | readonly string[];
  readonly resolve?: Resolve;
  /** Beside listed hosts. */
  readonly ports?: readonly number[];
  /** A clock that nobody sets, in ms. */
  readonly now?: () => number;
}

const PORTS = [443, 8443];
const MAX_BYTES = 1_000_000;
const TIMEOUT_MS = 10_000;
const REDIRECTS = 3;
const AT_ONCE = 64;
const AT_ONCE_TO_ONE_HOST = 4;
/** Who takes longer for one message keeps others waiting, though it answers. */
const SLOW_MS = 3_000;
/** Beyond those that are under way: each waits within its own time. */
const MOST_WAITING = 200;
const HEADER_BYTES = 16_384;

const REDIRECTING = new Set([301, 302, 303, 307, 308]);
/** Said by the door itself; a cookie or a proxy's header is never sent. */
const OWN_HEADERS =
  /^(accept-encoding|connection|content-length|cookie2?|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|user-agent)$/i;

const refuseHeaders = (headers: { readonly [name: string]: string }): void => {
  const wrong = Object.keys(headers).find((name) => OWN_HEADERS.test(name));
  if (wrong !== undefined)
    throw new TypeError(`The header "${wrong}" is set by cloud/src/requests itself: leave it out.`);
};

/** Why a hop failed, by what Node says of it. */
const codeOf = (error: NodeJS.ErrnoException, socket: TLSSocket | undefined): RefusalCode => {
  if (socket?.authorizationError != null) return "certificate_refused";
  const code = error.code ?? "";
  if (code === "HPE_HEADER_OVERFLOW") return "too_large";
  if (code.startsWith("HPE_") || code === "EPROTO" || code.startsWith("ERR_SSL"))
    return "answer_not_https";
  if (code.startsWith("ERR_TLS")) return "certificate_refused";
  return "unreachable";
};

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((some) => some?.map(({ address }) => address) ?? []);

/** Node asks this instead of a name server, and may connect to nothing else. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_host, { all }, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first = { address: "", family: 4 }] = found;
    if (all === true) callback(null, found);
    else callback(null, first.address, first.family);
  };

class Refused extends Error {
  readonly refusal: RequestRefusal;
  constructor(code: RefusalCode, thing: string, options?: ErrorOptions) {
    super(code, options);
    this.refusal = refuse(code, thing);
  }
}

export const createRequests = ({
  exceptions,
  version,
  ca,
  resolve = createResolve(),
  ports = PORTS,
  now = () => performance.now(),
}: RequestsOptions): Requests => {
  // Without `proxyEnv` an agent heeds no proxy of the environment, whatever NODE_USE_ENV_PROXY says.
  const agent = new Agent({ keepAlive: false, maxCachedSessions: 0 });
  const closing = new AbortController();
  const lines = createLines({
    ...{ atOnce: AT_ONCE, atOnceToOneHost: AT_ONCE_TO_ONE_HOST, mostWaiting: MOST_WAITING },
  });
  const slowHosts = createSlowHosts(now);

  /** Does it, and notes whether the host took long. `timeout`: the whole time of the request. */
  const timed = async <T>(
    { host }: Target,
    timeout: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> => {
    const began = now();
    try {
      return await work();
    } finally {
      if (timeout.aborted || now() - began > SLOW_MS) slowHosts.noteSlow(host, began);
      else slowHosts.noteAnswer(host);
    }
  };

  const refuseSlow = ({ host, shown }: Target): void => {
    if (slowHosts.isLeftAlone(host)) throw new Refused("slow_lately", shown);
  };

  const connectable = async (target: Target, signal: AbortSignal): Promise<readonly string[]> => {
    const given = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    const found = await Promise.race([resolve(target), given]).catch((error: Error) => {
      if (signal.aborted) throw error;
      throw new Refused("name_not_resolved", target.host, { cause: error });
    });
    if (found.length === 0) throw new Refused("name_unknown", target.host);
    const allowed = allowedAddresses(target, found, exceptions, ownAddresses());
    if (allowed.length === 0) throw new Refused("address_not_public", target.shown);
    return allowed;
  };

  /** The head of the answer of one address; its body is still to be read. */
  const ask = (
    target: Target,
    addresses: readonly string[],
    { method = "GET", body }: OutgoingRequest,
    headers: { readonly [name: string]: string },
    signal: AbortSignal,
  ): Promise<IncomingMessage> =>
    new Promise((done, fail) => {
      const { url, host, port, shown } = target;
      const sent = startRequest({
        agent,
        signal,
        method,
        host,
        port,
        path: `${url.pathname}${url.search}`,
        lookup: pinned(addresses),
        servername: isIP(host) === 0 ? host : "",
        minVersion: "TLSv1.2",
        ...(ca === undefined ? {} : { ca: [ca].flat() }),
        maxHeaderSize: HEADER_BYTES,
        setHost: false,
        headers: {
          accept: "*/*",
          ...headers,
          host: port === 443 ? shown.replace(/:443$/, "") : shown,
          "accept-encoding": "gzip, br, deflate",
          "user-agent": `DataCityZen/${version}`,
          ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
        },
      });
      sent.on("error", (error) =>
        fail(
          signal.aborted
            ? error
            : new Refused(codeOf(error, sent.socket as TLSSocket | undefined), shown, {
                cause: error,
              }),
        ),
      );
      sent.on("response", done);
      sent.end(body);
    });

  const targetOf = (text: string): Target => {
    const read = readTarget(text, exceptions, ports);
    if (read.ok) return read.target;
    throw Object.assign(new Refused(read.refusal.code, text), { refusal: read.refusal });
  };

  const follow = async (
    request: OutgoingRequest,
    first: Target,
    signal: AbortSignal,
  ): Promise<RequestAnswer> => {
    const { method = "GET", maxBytes = MAX_BYTES } = request;
    let target = first;
    for (let hops = 0; ; hops++) {
      const addresses = await connectable(target, signal);
      const { accept } = request.headers ?? {};
      const elsewhere = accept === undefined ? {} : { accept };
      const headers = target.url.origin === first.url.origin ? (request.headers ?? {}) : elsewhere;
      const head = await ask(target, addresses, request, headers, signal);
      const { statusCode: status = 0, headers: answered } = head;
      if (!REDIRECTING.has(status) || answered.location === undefined) {
        const read = await readBody(head, { method, status, maxBytes, signal });
        if (!read.ok) throw new Refused(read.code, target.shown, { cause: read.cause });
        return { status, headers: answered, body: read.body, url: target.url.href };
      }
      head.destroy();
      if (method !== "GET" && method !== "HEAD") throw new Refused("redirected", target.shown);
      if (hops === REDIRECTS) throw new Refused("too_many_redirects", first.shown);
      target = targetOf(URL.parse(answered.location, target.url)?.href ?? answered.location);
    }
  };

  return {
    judge(url) {
      const read = readTarget(url, exceptions, ports);
      if (!read.ok) return read.refusal;
      const { host, shown } = read.target;
      const isRefusedAddress =
        isIP(host) !== 0 &&
        allowedAddresses(read.target, [host], exceptions, ownAddresses()).length === 0;
      return isRefusedAddress ? refuse("address_not_public", shown) : undefined;
    },
    async send(request) {
      refuseHeaders(request.headers ?? {});
      const timeout = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
      const signals = [timeout, closing.signal, request.signal].filter((one) => one !== undefined);
      const signal = AbortSignal.any(signals);
      let shown = request.url;
      try {
        const first = targetOf(request.url);
        shown = first.shown;
        if (signal.aborted) throw signal.reason;
        refuseSlow(first);
        if (!(await lines.enter(shown, signal))) throw new Refused("too_many_at_once", shown);
        try {
          // Those before it in line may have found out.
          refuseSlow(first);
          return {
            ok: true,
            answer: await timed(first, timeout, () => follow(request, first, signal)),
          };
        } finally {
          lines.leave(shown);
        }
      } catch (error) {
        if (error instanceof Refused) return { ok: false, refusal: error.refusal };
        if (!signal.aborted) throw error;
        return { ok: false, refusal: refuse(timeout.aborted ? "too_slow" : "stopped", shown) };
      }
    },
    close: () => closing.abort(),
  };
};
