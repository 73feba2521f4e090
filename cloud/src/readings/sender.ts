import { setTimeout as delay } from "node:timers/promises";
import { administrator, deviceOf, type Principal, senderName } from "../access/principal.ts";
import { addressGroup } from "../api/address-group.ts";
import type { Asking } from "../api/api.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import type { KnownDevices } from "../hosting/devices.ts";
import type { ReadingsLimits } from "./limits.ts";

/** Who sends readings. */
export interface Sender {
  /** In quotas, and on the pages of those who look after the platform; that of the station when absent. */
  readonly name?: string;
  /** Whose readings they are where nothing else is said. */
  readonly station?: string;
  /** As what it sends something of a station; undefined when it may send nothing, any more. */
  as(station: string): Principal | undefined;
}

export interface Senders {
  /** Who asks, by the credentials that the broker takes; refuses late who proves nothing. */
  of(request: Asking): Promise<Sender>;
  /** Refuses as `of` does. */
  refuse(request: Asking, why: string): Promise<never>;
  close(): void;
}

interface UserAndPassword {
  readonly userName: string;
  readonly password: Uint8Array;
}

const BASIC = /^Basic +([\w+/=-]+) *$/i;
const GATEWAY = "gateway:";

/** RFC 7617: a user name, a colon, a password. A gateway's user name has a colon itself, as over MQTT. */
export const readBasic = (authorization: string | undefined): UserAndPassword | undefined => {
  const encoded = BASIC.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":", text.startsWith(GATEWAY) ? GATEWAY.length : 0);
  const end = colon === -1 ? text.length : colon;
  return { userName: text.slice(0, end), password: Buffer.from(text.slice(end + 1)) };
};

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

/**
 * Where a request comes from. What another program of this machine passes on is not of this machine: it may
 * come from anywhere.
 */
export const addressOf = ({ ip, headers }: Pick<Asking, "ip" | "headers">): string => {
  const isPassedOn =
    headers["x-forwarded-for"] !== undefined ||
    headers["x-real-ip"] !== undefined ||
    headers.forwarded !== undefined ||
    headers.via !== undefined;
  return isPassedOn && LOOPBACK.test(ip) ? "" : ip;
};

/** A page that somebody looks at on this machine is not of this machine either; programs send no Origin. */
const isPage = ({ headers }: Pick<Asking, "headers">): boolean =>
  headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;

const HOW =
  "send the name and the secret of the station as user name and password (curl -u NAME:SECRET), or gateway:NAME and its secret";

const tooMany = () =>
  new Problem(
    apiProblems.too_many_requests,
    "Too many senders prove nothing at present: try again later.",
  );

/** Two requests of one address, or a guess, must not hold up others' answers. */
const createLateRefusals = (limits: ReadingsLimits, stopping: AbortSignal) => {
  const byNetwork = new Map<string, number>();
  let waiting = 0;
  const isFull = (network: string): boolean =>
    (byNetwork.get(network) ?? 0) >= limits.refusedOfAddress;
  return {
    async refuse(address: string, why: string): Promise<never> {
      const network = addressGroup(address);
      if (waiting >= limits.refusedAtOnce || isFull(network)) throw tooMany();
      waiting += 1;
      byNetwork.set(network, (byNetwork.get(network) ?? 0) + 1);
      await delay(limits.refuseAfterMs, undefined, { signal: stopping }).catch(() => undefined);
      waiting -= 1;
      const left = (byNetwork.get(network) ?? 1) - 1;
      if (left === 0) byNetwork.delete(network);
      else byNetwork.set(network, left);
      throw new Problem(apiProblems.not_authenticated, why);
    },
    /**
     * Of a place that has as many guesses waiting as it may, no secret is looked at: the refusal comes at once
     * then, and would tell a guesser without any delay which secret is the right one. A proxy's visitors whose
     * addresses we do not know, and programs of this machine, must not lock each other out.
     */
    check(address: string): void {
      const isShared = address === "" || LOOPBACK.test(address);
      if (!isShared && isFull(addressGroup(address))) throw tooMany();
    },
  };
};

export const createSenders = (
  devices: Pick<KnownDevices, "authenticate" | "savedOf">,
  limits: ReadingsLimits,
): Senders => {
  const stopping = new AbortController();
  const late = createLateRefusals(limits, stopping.signal);
  const refuse: Senders["refuse"] = (request, why) => late.refuse(addressOf(request), why);

  const device = async (
    request: Asking,
    { userName, password }: UserAndPassword,
  ): Promise<Sender> => {
    const credentials = { clientId: "", userName, password, address: addressOf(request) };
    const authenticate = () => {
      const found = devices.authenticate(credentials);
      return found?.kind === "station" || found?.kind === "gateway" ? found : undefined;
    };
    late.check(credentials.address);
    const first = authenticate();
    if (first === undefined) return refuse(request, `The name or the secret is not right: ${HOW}.`);
    const known = deviceOf(first);
    // As over MQTT: a secret that takes another's place must be on disk before it counts.
    if (known !== undefined) await devices.savedOf(known);
    let principal: Principal | undefined = first;
    let proved = performance.now();
    return {
      name: senderName(first, ""),
      ...(first.kind === "station" ? { station: first.id } : {}),
      as() {
        if (performance.now() - proved > limits.proveAgainMs) {
          principal = authenticate();
          proved = performance.now();
        }
        return principal;
      },
    };
  };

  return {
    async of(request) {
      if (request.principal.kind === "administrator")
        return { name: "administrator", as: () => administrator };
      const given = readBasic(request.headers.authorization);
      if (given !== undefined) return device(request, given);
      if (isPage(request) || request.headers.authorization !== undefined)
        return refuse(request, `Nothing says who sends: ${HOW}.`);
      const address = addressOf(request);
      return {
        as: (station) =>
          devices.authenticate({
            clientId: station,
            userName: undefined,
            password: undefined,
            address,
          }),
      };
    },
    refuse: (request, why) => refuse(request, `${why}: ${HOW}.`),
    close: () => stopping.abort(),
  };
};
