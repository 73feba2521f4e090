import { formatTopic } from "@datacityzen/hardware/wire/topic";
import type { Principal } from "../access/principal.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import type { Ingest } from "../ingest/ingest.ts";
import { addressed } from "./addressed.ts";
import type { Sender } from "./sender.ts";
import { type RefusedLine, told } from "./tally.ts";

type Refusals = readonly Omit<RefusedLine, "line">[];

/** Calls back when a batch is on disk, in its place or in quarantine, with what could not be kept; or with why it is not. */
export type Deliver = (
  document: Buffer,
  settled: (error: Error | undefined, refusals: Refusals) => void,
) => void;

const KEPT: Refusals = [];

export const notOnDisk = (cause?: Error) =>
  new Problem(apiProblems.busy, "The disk takes nothing at present: send it again in a moment.", {
    cause,
  });

export interface DeliverParts {
  readonly ingest: Pick<Ingest, "accept">;
  readonly sender: Sender;
  /** Whether somebody may send what a station measured. */
  readonly allows: (principal: Principal, station: string) => boolean;
}

/** Gives the batches of one sender to ingest, as the broker does. What its sender may not send is not kept aside. */
export const createDeliver =
  ({ ingest, sender, allows }: DeliverParts): Deliver =>
  (document, settled) => {
    const batch = addressed(document);
    if (!batch.ok) {
      settled(undefined, [{ reason: batch.reason, detail: batch.detail }]);
      return;
    }
    const station = batch.station ?? sender.station;
    if (station === undefined) {
      const detail = '"station", the name of the station that measured, is missing';
      settled(undefined, [{ reason: "invalid", detail }]);
      return;
    }
    const principal = sender.as(station);
    if (principal === undefined && sender.name !== undefined) {
      settled(new Problem(apiProblems.not_authenticated, "The secret counts no more."), KEPT);
      return;
    }
    if (principal === undefined || !allows(principal, station)) {
      const detail = `the sender may not send readings of "${station}"`;
      settled(undefined, [{ reason: "not_allowed", detail }]);
      return;
    }
    ingest.accept(
      {
        topic: formatTopic({ station, kind: "readings" }),
        client: sender.name ?? station,
        sender: principal,
        payload: batch.payload,
      },
      (error, refusals) => {
        if (error !== undefined) settled(notOnDisk(error), KEPT);
        else settled(undefined, refusals === undefined ? KEPT : refusals.map(told));
      },
    );
  };
