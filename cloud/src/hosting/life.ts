import { Problem } from "../api/problems.ts";
import type { AuditGiven } from "../audit/audit.ts";
import type { ModuleContext } from "../module.ts";
import { startHosting } from "../places/queries.ts";
import type { Transaction } from "../records/database.ts";
import { stationProblems } from "../stations/problems.ts";
import type { KnownStation } from "./device-file.ts";
import type { KnownDevices } from "./devices.ts";
import type { KeptRecords } from "./keep-records.ts";
import { hostingProblems } from "./problems.ts";
import {
  agreeHandOver,
  endHandOvers,
  lockOffer,
  lockStation,
  putStations,
  setHost,
  setState,
} from "./queries.ts";
import type { StationLife } from "./states.ts";
import type { StationRow } from "./tables.ts";

export interface LifeParts
  extends Pick<ModuleContext, "records" | "audit" | "now" | "knownStations"> {
  readonly devices: KnownDevices;
  readonly kept: KeptRecords;
}

type By = Pick<AuditGiven, "actor" | "onBehalfOf">;

/** From which state one may come. */
const before: { readonly [next in StationLife]: readonly StationLife[] } = {
  waiting: [],
  registered: ["waiting", "maintenance"],
  claimed: ["maintenance"],
  maintenance: ["registered", "claimed"],
  retired: ["waiting", "registered", "claimed", "maintenance"],
};

/** What changes in a station's life: in the records first, and then in the copy that the broker asks. */
export const createLife = ({ records, audit, devices, knownStations, kept, now }: LifeParts) => {
  const { db } = records;

  const demand = async (tx: Transaction, name: string): Promise<StationRow> => {
    const found = await lockStation(tx, name);
    if (found === undefined)
      throw new Problem(stationProblems.station_unknown, `No station is named "${name}".`);
    return found;
  };
  /** What the broker knows; a station of the records that it never heard of has nothing. */
  const knownOf = (row: StationRow): KnownStation =>
    devices.find(row.name) ?? {
      ...{ state: row.state, since: row.since.getTime() },
      ...{ hashes: [], gateways: [] },
    };
  /** On disk before it is answered: from then on nobody connects as before. */
  const put = async (name: string, known: KnownStation): Promise<void> => {
    devices.put(name, known);
    await devices.saved();
  };

  return {
    async changeState(name: string, state: StationLife, by: By): Promise<StationRow> {
      await kept.settled();
      const at = new Date(now());
      const changed = await db.transaction(async (tx) => {
        const row = await demand(tx, name);
        if (row.state === state) return row;
        // Back to work: a station without a host is registered, not claimed.
        const next = state === "claimed" && row.host === null ? "registered" : state;
        if (!before[next].includes(row.state))
          throw new Problem(
            hostingProblems.station_state,
            `"${name}" is ${row.state}: it cannot become ${next}.`,
          );
        await setState(tx, row.id, next, at);
        if (next === "retired") {
          await endHandOvers(tx, row.id, at);
          await putStations(tx, [[name, { ...knownOf(row), hashes: [] }]], at);
        }
        await audit.write(tx, {
          ...by,
          ...{ action: "stations.state", thing: row.id },
          ...{ before: { state: row.state }, after: { state: next } },
        });
        return { ...row, state: next, since: at };
      });
      await knownStations.refresh(changed.id);
      const known = knownOf(changed);
      const { label, ...rest } = known;
      if (changed.state === "retired") devices.revoke(known.hashes);
      await put(name, {
        ...rest,
        ...{ state: changed.state, since: changed.since.getTime() },
        ...(changed.state === "retired"
          ? { hashes: [], gateways: [] }
          : label === undefined
            ? {}
            : { label }),
      });
      return changed;
    },

    async replaceSecret(name: string, proof: string | undefined, by: By): Promise<StationRow> {
      await kept.settled();
      const at = new Date(now());
      const hashes = proof === undefined ? [] : [proof];
      if (proof !== undefined && devices.revoked().has(proof))
        throw new Problem(
          hostingProblems.station_state,
          "This secret was revoked: the box must draw another one.",
        );
      const row = await db.transaction(async (tx) => {
        const found = await demand(tx, name);
        if (found.state === "retired")
          throw new Problem(hostingProblems.station_state, `"${name}" is retired.`);
        await putStations(tx, [[name, { ...knownOf(found), hashes }]], at);
        await audit.write(tx, { ...by, action: "stations.secret", thing: found.id });
        return found;
      });
      const known = knownOf(row);
      devices.revoke(known.hashes.filter((hash) => hash !== proof));
      const { shut: _, ...rest } = known;
      await put(name, { ...rest, hashes, ...(proof === undefined ? { shut: true } : {}) });
      return row;
    },

    async accept(offer: string, to: string, by: By): Promise<StationRow> {
      const at = new Date(now());
      const given = await db.transaction(async (tx) => {
        const found = await lockOffer(tx, offer, to, at);
        // The one who offered it may have lost it since.
        if (found === undefined || found.offer.from !== found.station.host)
          throw new Problem(
            hostingProblems.claim_unknown,
            "This offer is not open any more: ask its host for another one.",
          );
        const { station: row } = found;
        await agreeHandOver(tx, offer, at);
        await endHandOvers(tx, row.id, at);
        await setHost(tx, row.id, to);
        await startHosting(tx, row.id, at);
        await audit.write(tx, {
          ...by,
          ...{ action: "stations.hand_over", thing: row.id },
          ...{ before: { host: row.host }, after: { host: to } },
        });
        return { ...row, host: to };
      });
      await knownStations.refresh(given.id);
      return given;
    },
  };
};
export type StationLifeChanges = ReturnType<typeof createLife>;
