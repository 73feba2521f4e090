import { readCode, readWord } from "@datacityzen/hardware/device/label";
import type { Logger } from "pino";
import type { AuditGiven } from "../audit/audit.ts";
import type { ModuleContext } from "../module.ts";
import { addressOf } from "../people/addresses.ts";
import { createGate } from "../people/gate.ts";
import { startHosting } from "../places/queries.ts";
import { claimLimits, createWrongCodes, type WrongCodes } from "./claim-limits.ts";
import type { KnownDevices } from "./devices.ts";
import type { KeptRecords } from "./keep-records.ts";
import { attackMail } from "./mails.ts";
import { sameHash } from "./proofs.ts";
import {
  administrators,
  attemptsSince,
  findLabel,
  insertAttempt,
  removeAttemptsBefore,
  setHost,
  setState,
  useLabel,
} from "./queries.ts";
import type { StationRow } from "./tables.ts";

export interface ClaimsParts
  extends Pick<
    ModuleContext,
    "records" | "audit" | "mail" | "now" | "publicUrl" | "knownStations"
  > {
  readonly devices: KnownDevices;
  readonly kept: KeptRecords;
  readonly log: Logger;
}

export interface Claim {
  /** Whose box it becomes. */
  readonly person: string;
  readonly code: string;
  readonly word?: string | undefined;
  readonly by: Pick<AuditGiven, "actor" | "onBehalfOf">;
}

export type ClaimOutcome =
  | { readonly ok: true; readonly station: StationRow }
  | { readonly ok: false; readonly reason: "wrong" | "too_many" };

/**
 * Gives a box to whoever has its label's code and the word that it shows: a label can be photographed. A
 * code alone is enough for a box that a workshop leader has registered, unless codes are being guessed.
 */
export const createClaims = ({
  records,
  audit,
  mail,
  devices,
  knownStations,
  kept,
  now,
  log,
  publicUrl,
}: ClaimsParts) => {
  const { db } = records;
  /** One at a time: two at once could not be counted. */
  const gate = createGate(1);
  let wrong: WrongCodes | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;

  const tellAdministrators = async (): Promise<void> => {
    if (now() - toldAt < claimLimits.withinMs) return;
    toldAt = now();
    log.warn({ wrong: claimLimits.ofInstance }, "many wrong codes: somebody may be guessing them");
    await db.transaction(async (tx) => {
      for (const { id, email, name, language } of await administrators(tx, new Date(now()))) {
        const address = addressOf(email);
        if (address !== undefined)
          await mail.put(tx, attackMail({ address, name, language }, id, publicUrl));
      }
    });
  };

  const refuse = async (counts: WrongCodes, person: string): Promise<ClaimOutcome> => {
    const at = now();
    counts.add(person, at);
    await insertAttempt(db, person, new Date(at));
    if (counts.isUnderAttack(at)) await tellAdministrators();
    return { ok: false, reason: "wrong" };
  };

  const claim = async ({ person, code, word, by }: Claim): Promise<ClaimOutcome> => {
    const since = new Date(now() - claimLimits.withinMs);
    wrong ??= createWrongCodes(
      (await attemptsSince(db, since)).map((one) => ({ person: one.person, at: one.at.getTime() })),
    );
    if (wrong.isSpent(person, now())) return { ok: false, reason: "too_many" };
    const meant = readCode(code);
    const said = word === undefined ? undefined : readWord(word);
    const needsWord = wrong.isUnderAttack(now());
    // The word first: without it, a code that exists is answered like one that does not.
    if (meant === undefined || (needsWord && said === undefined)) return refuse(wrong, person);
    const codeHash = devices.labelHash("code", meant);
    const wordHash = said === undefined ? undefined : devices.labelHash("word", said);
    await kept.settled();
    const station = await db.transaction(async (tx) => {
      const found = await findLabel(tx, codeHash);
      if (found === undefined) return undefined;
      const { label, station: row } = found;
      const isVouched = label.vouchedBy !== null && !needsWord && wordHash === undefined;
      const fits = wordHash !== undefined && sameHash(label.wordHash, wordHash);
      const isOpen = row.host === null && ["waiting", "registered"].includes(row.state);
      if (!isOpen || (!fits && !isVouched)) return undefined;
      const at = new Date(now());
      await useLabel(tx, row.id, at);
      // While it is still what it was: what a box measured in the waiting room was hidden from nobody's home.
      await startHosting(tx, row.id, at);
      await setState(tx, row.id, "claimed", at);
      await setHost(tx, row.id, person);
      await audit.write(tx, {
        ...by,
        ...{ action: "stations.claim", thing: row.id },
        before: { state: row.state },
        after: { state: "claimed", isVouched: isVouched && !fits },
      });
      return { ...row, host: person, state: "claimed" as const, since: at };
    });
    if (station === undefined) return refuse(wrong, person);
    await knownStations.refresh(station.id);
    const known = devices.find(station.name);
    if (known !== undefined) {
      const { label: _, ...rest } = known;
      devices.put(station.name, {
        ...rest,
        ...{ state: "claimed", since: station.since.getTime(), labelUsed: true },
      });
      await devices.saved();
    }
    return { ok: true, station };
  };

  return {
    claim: (given: Claim): Promise<ClaimOutcome> => gate(() => claim(given)),
    /** Removes tries that count no more. */
    sweep: () => removeAttemptsBefore(db, new Date(now() - 24 * claimLimits.withinMs)),
  };
};
export type Claims = ReturnType<typeof createClaims>;
