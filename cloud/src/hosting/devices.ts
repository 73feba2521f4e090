import { createHmac } from "node:crypto";
import { type Label, labelOf } from "@datacityzen/hardware/device/label";
import {
  isProvenName,
  judgeProofs,
  type Proofs,
  proofsOf,
  readPassword,
  Secret,
} from "@datacityzen/hardware/device/secret";
import type { Introduction } from "@datacityzen/hardware/wire/introduction";
import type { Logger } from "pino";
import { type Credentials, type Device, type Principal, senderOf } from "../access/principal.ts";
import type { DeviceFile, KnownGateway, KnownStation } from "./device-file.ts";
import { type HostingLimits, hostingLimits } from "./limits.ts";
import { matches, sha256 } from "./proofs.ts";
import { createSaving } from "./saving.ts";
import type { StationLife, UnprovedPolicy } from "./states.ts";
import { createWaitingQuota } from "./waiting-quota.ts";

export interface DevicesParts {
  readonly file: DeviceFile;
  /** Hashes label codes, which are short. */
  readonly key: Uint8Array;
  readonly unproved: UnprovedPolicy;
  /** Names that the cloud knew before devices had secrets: asked once, when there is no file yet. */
  readonly before: () => Iterable<{ readonly name: string; readonly isGateway: boolean }>;
  readonly now: () => number;
  readonly log: Logger;
  readonly limits?: HostingLimits;
}

/** The devices whose names are known, and what proves them. All answers come from memory. */
export interface KnownDevices {
  /** Who connects; undefined when nobody may connect like that. */
  authenticate(credentials: Credentials): Principal | undefined;
  /** A gateway introduces a station that proved its name to it; why not, or undefined. */
  introduce(sender: Principal, station: string, introduction: Introduction): string | undefined;
  /** Lets in a station that publishes for the first time; why not, or undefined. */
  admit(sender: Principal, station: string): string | undefined;
  has(station: string): boolean;
  find(station: string): KnownStation | undefined;
  /** Whether everybody may see that it exists: those in the waiting room are for administrators. */
  isShown(station: string): boolean;
  stations(): IterableIterator<[name: string, station: KnownStation]>;
  gateways(): IterableIterator<[name: string, gateway: KnownGateway]>;
  revoked(): ReadonlySet<string>;
  /** Under which a label's code or word is kept: both are short, and cannot be found from it. */
  labelHash(kind: "code" | "word", text: string): string;
  /** What records say of a station or a gateway; it holds from now on. */
  put(station: string, known: KnownStation): void;
  putGateway(gateway: string, known: KnownGateway): void;
  revoke(hashes: readonly string[]): void;
  forget(station: string): void;
  /** The same for a name that nothing proves. */
  forgetFree(station: string): void;
  /** What changed about a device, for those who keep records of it and for its open connections. */
  onChange(listener: (device: Device) => void): void;
  /** Resolves when what holds now is on disk; rejects when it could not be written, which is tried again. */
  saved(): Promise<void>;
  /** The same for what is new of one device; undefined when nothing is. */
  savedOf(device: Device): Promise<void> | undefined;
  close(): Promise<void>;
}

const isOfThisMachine = (address: string | undefined): boolean =>
  address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);

const MOST_PASSWORD = 1024;

export const openDevices = async ({
  file,
  key,
  unproved,
  before,
  now,
  log,
  limits = hostingLimits,
}: DevicesParts): Promise<KnownDevices> => {
  const read = await file.read();
  const stations = new Map<string, KnownStation>(Object.entries(read?.stations ?? {}));
  const gateways = new Map<string, KnownGateway>(Object.entries(read?.gateways ?? {}));
  const revoked = new Set<string>(read?.revoked ?? []);
  if (read === undefined)
    for (const { name, isGateway } of before()) {
      if (isGateway) gateways.set(name, { since: now(), hashes: [] });
      else stations.set(name, { state: "registered", since: now(), hashes: [], gateways: [] });
    }

  const listeners: ((device: Device) => void)[] = [];
  const saving = createSaving({
    write: () =>
      file.write({
        version: 1,
        stations: Object.fromEntries(stations),
        gateways: Object.fromEntries(gateways),
        revoked: [...revoked],
      }),
    log,
  });
  const changed = (kind: Device["kind"], name: string): void => {
    saving.changed({ kind, name });
    for (const listener of listeners) listener({ kind, name });
  };
  if (read === undefined) saving.changed();

  const hmac = (kind: "code" | "word", text: string): string =>
    createHmac("sha256", key).update(`${kind} ${text}`).digest("hex");
  const hashedLabel = ({ code, word }: Label): KnownStation["label"] => ({
    code: hmac("code", code),
    word: hmac("word", word),
  });

  /** Somebody has it, or nobody may have it any more. */
  const isTaken = (state: StationLife): boolean => state === "claimed" || state === "retired";

  /** Nothing proves this name, and nothing could: whoever is in the house may use it. */
  const isFree = (name: string): boolean => {
    if (isProvenName(name)) return false;
    const known = stations.get(name);
    if (known === undefined) return true;
    return known.hashes.length === 0 && known.shut !== true && !isTaken(known.state);
  };

  const mayRelay = (gateway: string, name: string): boolean => {
    const known = stations.get(name);
    if (name === gateway) return known === undefined || known.hashes.length === 0;
    if (known === undefined || known.hashes.length === 0) return isFree(name);
    return known.state !== "retired" && known.gateways.includes(gateway);
  };

  const waitingQuota = createWaitingQuota(limits, () => {
    let waiting = 0;
    for (const { state } of stations.values()) if (state === "waiting") waiting += 1;
    return waiting;
  });

  const isRevoked = ({ proof }: Proofs): boolean => revoked.has(proof);

  interface Newcomer {
    readonly name: string;
    readonly waits: boolean;
    readonly by: string;
    readonly hashes: readonly string[];
    readonly gateways: readonly string[];
    readonly label?: Label | undefined;
  }
  const add = ({ name, waits, by, hashes, gateways: own, label }: Newcomer): string | undefined => {
    const lack = waits ? waitingQuota(by) : undefined;
    if (lack !== undefined) return lack;
    stations.set(name, {
      state: waits ? "waiting" : "registered",
      since: now(),
      hashes,
      gateways: own,
      ...(label === undefined ? {} : { label: hashedLabel(label) }),
    });
    changed("station", name);
    return undefined;
  };

  interface Presented extends Proofs {
    readonly label?: Label | undefined;
    readonly gateway?: string | undefined;
    readonly waits: boolean;
    readonly by: string;
  }
  /** A station proves its name, or is the first who does. Why not, or undefined. */
  const present = (name: string, presented: Presented): string | undefined => {
    const { proof, before, label, gateway, waits, by } = presented;
    if (isRevoked(presented)) return "its secret was revoked";
    const known = stations.get(name);
    if (known?.state === "retired") return "it is retired";
    if (known?.shut === true) return "its secrets were revoked";
    const verdict = judgeProofs(name, presented, known?.hashes ?? [], { sha256, matches });
    if (verdict === "refused") return "it has another secret";
    const isKnown = verdict === "known";
    // The secret that is given up counts no more: whoever connects again with it has the new one too.
    if (verdict === "replaced" && before !== undefined) revoked.add(before);
    if (known === undefined)
      return add({
        ...{ name, waits, by, label, hashes: [proof] },
        gateways: gateway === undefined ? [] : [gateway],
      });
    const own =
      gateway === undefined || known.gateways.includes(gateway)
        ? known.gateways
        : [...known.gateways, gateway].slice(-limits.gatewaysOfStation);
    // Printed once: it stays that of the first secret.
    const hashed =
      known.label ??
      (label === undefined || known.labelUsed || known.state === "claimed"
        ? undefined
        : hashedLabel(label));
    const isSame =
      isKnown &&
      own === known.gateways &&
      hashed?.code === known.label?.code &&
      hashed?.word === known.label?.word;
    if (isSame) return undefined;
    if (!isKnown) log.info({ station: name, gateway }, "a station has a secret from now on");
    const { label: _, ...rest } = known;
    stations.set(name, {
      ...rest,
      hashes: isKnown ? known.hashes : [proof],
      gateways: own,
      ...(hashed === undefined ? {} : { label: hashed }),
    });
    changed("station", name);
    return undefined;
  };

  const authenticateGateway = (
    id: string,
    proofs: Proofs | undefined,
    isLocal: boolean,
  ): Principal | undefined => {
    const known = gateways.get(id);
    if (proofs === undefined) {
      if ((known !== undefined && known.hashes.length > 0) || isProvenName(id)) return undefined;
      const isAllowed =
        unproved === "anywhere" || (unproved === "machine" && (isLocal || known !== undefined));
      if (!isAllowed) return undefined;
    } else {
      if (isRevoked(proofs)) return undefined;
      const verdict = judgeProofs(id, proofs, known?.hashes ?? [], { sha256, matches });
      if (verdict === "refused") return undefined;
      if (verdict === "replaced" && proofs.before !== undefined) revoked.add(proofs.before);
      if (verdict !== "known") {
        if (known === undefined && gateways.size >= limits.gateways) return undefined;
        gateways.set(id, { since: now(), hashes: [proofs.proof] });
        changed("gateway", id);
      }
    }
    return {
      ...{ kind: "gateway", id },
      relays: { has: (station) => mayRelay(id, station) },
      ...(isLocal ? {} : { waits: true }),
    };
  };

  const authenticateStation = (
    id: string,
    proofs: Proofs | undefined,
    label: Label | undefined,
    isLocal: boolean,
    by: string,
  ): Principal | undefined => {
    const waits = isLocal ? {} : ({ waits: true } as const);
    if (proofs !== undefined) {
      const refused = present(id, { ...proofs, label, waits: !isLocal, by });
      if (refused !== undefined) log.info({ station: id, refused }, "station not admitted");
      return refused === undefined ? { kind: "station", id, ...waits } : undefined;
    }
    if (!isFree(id)) return undefined;
    const isAllowed =
      unproved === "anywhere" || (unproved === "machine" && (isLocal || stations.has(id)));
    return isAllowed ? { kind: "station", id, ...waits } : undefined;
  };

  const authenticateNobody = (
    names: readonly string[],
    isLocal: boolean,
  ): Principal | undefined => {
    const isOpen = unproved === "anywhere" || (unproved === "machine" && isLocal);
    const isKnownBefore = (name: string) => stations.has(name) && isFree(name);
    if (!isOpen && (unproved === "nowhere" || !names.some(isKnownBefore))) return undefined;
    return {
      kind: "nobody",
      names: names.filter(isFree),
      publishes: { has: isOpen ? isFree : (name) => names.includes(name) && isKnownBefore(name) },
      ...(isLocal ? {} : { waits: true }),
    };
  };

  return {
    authenticate({ clientId, userName, password, address }) {
      const isLocal = isOfThisMachine(address);
      const by = address ?? "";
      const sender = senderOf({ clientId, userName });
      if (password !== undefined && password.length > MOST_PASSWORD) return undefined;
      const offered =
        password === undefined || password.length === 0
          ? undefined
          : readPassword(Buffer.from(password).toString());
      const proofs = offered === undefined ? undefined : proofsOf(offered, sha256);
      switch (sender.kind) {
        case "gateway":
          return authenticateGateway(sender.id, proofs, isLocal);
        case "station": {
          // The label belongs to the first secret: one that was replaced has none any more.
          const drawn = offered?.before === undefined ? offered?.secret : undefined;
          const label = Secret.safeParse(drawn).success
            ? labelOf(drawn as string, sha256)
            : undefined;
          return authenticateStation(sender.id, proofs, label, isLocal, by);
        }
        default:
          return authenticateNobody(sender.kind === "nobody" ? (sender.names ?? []) : [], isLocal);
      }
    },
    introduce(sender, station, { label, ...proofs }) {
      if (sender.kind !== "gateway") return "only gateways introduce stations";
      return present(station, {
        ...{ ...proofs, label, gateway: sender.id },
        waits: sender.waits === true,
        by: `gateway ${sender.id}`,
      });
    },
    admit(sender, name) {
      if (stations.has(name)) return undefined;
      // It says how it is under its own name, and is no station.
      if (sender.kind === "gateway" && sender.id === name) return undefined;
      const waits = "waits" in sender && sender.waits === true;
      const by = "id" in sender ? `${sender.kind} ${sender.id}` : "";
      return add({ name, waits, by, hashes: [], gateways: [] });
    },
    has: (name) => stations.has(name),
    find: (name) => stations.get(name),
    isShown: (name) => {
      const known = stations.get(name);
      return known !== undefined && known.state !== "waiting";
    },
    stations: () => stations.entries(),
    gateways: () => gateways.entries(),
    revoked: () => revoked,
    labelHash: hmac,
    put(name, known) {
      stations.set(name, known);
      changed("station", name);
    },
    putGateway(name, known) {
      gateways.set(name, known);
      changed("gateway", name);
    },
    revoke(hashes) {
      for (const hash of hashes) revoked.add(hash);
      saving.changed();
    },
    forget(name) {
      if (stations.delete(name)) changed("station", name);
    },
    forgetFree(name) {
      if (isFree(name) && stations.get(name)?.state !== "claimed" && stations.delete(name))
        changed("station", name);
    },
    onChange: (listener) => void listeners.push(listener),
    saved: saving.saved,
    savedOf: saving.savedOf,
    close: saving.close,
  };
};
