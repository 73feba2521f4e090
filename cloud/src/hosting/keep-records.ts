import type { Logger } from "pino";
import type { Records } from "../records/records.ts";
import type { KnownStation } from "./device-file.ts";
import type { KnownDevices } from "./devices.ts";
import {
  allRelays,
  allStations,
  currentCredentials,
  putGateways,
  putStations,
  revokedCredentials,
  usedLabels,
} from "./queries.ts";

const KEEP_AFTER_MS = 300;
const RETRY_MS = 5_000;
const AT_ONCE = 500;

const inParts = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, part) =>
    all.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  );

export interface KeptRecords {
  /** Resolves when what is known now stands in the records. Rejects while they are down. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps records of the devices that the broker knows. What the broker learns goes into the records when they
 * are up; what the records say, as after a restore, holds in the broker: states, hosts' changes, revocations.
 */
export const keepRecords = (
  devices: KnownDevices,
  records: Records,
  { now, log }: { readonly now: () => number; readonly log: Logger },
): KeptRecords => {
  const due = { station: new Set<string>(), gateway: new Set<string>() };
  let working: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const takeOver = async (): Promise<void> => {
    const { db } = records;
    const revoked = await revokedCredentials(db);
    devices.revoke(revoked.map(({ hash }) => hash));
    const wereRevoked = new Set(
      revoked.filter(({ kind }) => kind === "station").map(({ name }) => name),
    );
    const hashes = { station: new Map<string, string[]>(), gateway: new Map<string, string[]>() };
    for (const { kind, name, hash } of await currentCredentials(db))
      hashes[kind].set(name, [...(hashes[kind].get(name) ?? []), hash]);
    const gateways = new Map<string, string[]>();
    for (const { gateway, name } of await allRelays(db))
      gateways.set(name, [...(gateways.get(name) ?? []), gateway]);
    const used = new Set(await usedLabels(db));
    const inRecords = new Set<string>();
    for (const { name, state, since } of await allStations(db)) {
      inRecords.add(name);
      const known = devices.find(name);
      const own = known?.hashes.filter((hash) => !devices.revoked().has(hash)) ?? [];
      const proofs = own.length > 0 ? own : (hashes.station.get(name) ?? []);
      const labelIsUsed = used.has(name) || known?.labelUsed === true;
      const { label, shut: _, ...rest }: Partial<KnownStation> = known ?? {};
      const next: KnownStation = {
        ...rest,
        ...{ state, since: since.getTime() },
        hashes: proofs,
        gateways: [...new Set([...(rest.gateways ?? []), ...(gateways.get(name) ?? [])])],
        ...(proofs.length === 0 && wereRevoked.has(name) && state !== "retired"
          ? { shut: true }
          : {}),
        ...(labelIsUsed ? { labelUsed: true } : label === undefined ? {} : { label }),
      };
      if (JSON.stringify(next) !== JSON.stringify(known)) devices.put(name, next);
    }
    for (const [name, known] of hashes.gateway)
      if (![...devices.gateways()].some(([one]) => one === name))
        devices.putGateway(name, { since: now(), hashes: known });
    for (const [name] of devices.stations()) if (!inRecords.has(name)) due.station.add(name);
    for (const [name] of devices.gateways()) due.gateway.add(name);
  };

  const bring = async (): Promise<void> => {
    const at = new Date(now());
    for (const names of inParts([...due.station])) {
      const known = names.flatMap((name) => {
        const one = devices.find(name);
        return one === undefined ? [] : [[name, one] as const];
      });
      for (const name of names) due.station.delete(name);
      await records.db
        .transaction((tx) => putStations(tx, known, at))
        .catch((error: unknown) => {
          for (const name of names) due.station.add(name);
          throw error;
        });
    }
    const all = new Map(devices.gateways());
    for (const names of inParts([...due.gateway])) {
      const known = names.flatMap((name) => {
        const one = all.get(name);
        return one === undefined ? [] : [[name, one] as const];
      });
      if (known.length > 0) await records.db.transaction((tx) => putGateways(tx, known, at));
      for (const name of names) due.gateway.delete(name);
    }
  };

  const work = (task: () => Promise<void>): Promise<void> => {
    const next = working.catch(() => undefined).then(() => (closed ? undefined : task()));
    working = next;
    return next;
  };
  const tryTo = (task: () => Promise<void>): void => {
    // While records are down the next time that they come up does it.
    work(task).catch((error: Error) => {
      if (!records.state().up || closed) return;
      log.warn({ err: error }, "stations not kept in the records");
      timer ??= setTimeout(bringLater, RETRY_MS).unref();
    });
  };
  const bringLater = (): void => {
    timer = undefined;
    if (records.state().up) tryTo(bring);
  };

  devices.onChange(({ kind, name }) => {
    due[kind].add(name);
    timer ??= setTimeout(bringLater, KEEP_AFTER_MS).unref();
  });
  records.onUp(() =>
    tryTo(async () => {
      await takeOver();
      await bring();
    }),
  );

  return {
    settled: () => work(bring),
    async close() {
      closed = true;
      clearTimeout(timer);
      await working.catch(() => undefined);
    },
  };
};
