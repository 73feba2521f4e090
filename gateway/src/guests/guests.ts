import type { Batch, Clock, Reading } from "@datacityzen/hardware/wire/batch";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import type { Status } from "@datacityzen/hardware/wire/status";
import type { Intake } from "../intake.ts";

/** Devices of the house that do not speak the platform's wire: what they say becomes batches of stations. */
export interface Guests {
  /** Resolves when it is on disk, or with false when the disk keeps nothing at present. */
  readonly measured: (
    station: string,
    readings: readonly Reading[],
    sender: string,
  ) => Promise<boolean>;
  readonly said: (station: string, state: Status["state"], sender: string) => Promise<boolean>;
}

export interface GuestsOptions {
  readonly intake: Pick<Intake, "keep">;
  /** UTC ms. */
  readonly now: () => number;
  /** What sets this clock: the devices have none, and are dated by it. */
  readonly clock: () => Clock;
  /** Of this run of the gateway: it names the batches. */
  readonly boot: string;
}

export const openGuests = ({ intake, now, clock, boot }: GuestsOptions): Guests => {
  let seq = 0;
  return {
    async measured(station, readings, sender) {
      const batch: Batch = { boot, seq: seq++, clock: clock(), readings: [...readings] };
      const topic = { station, kind: "readings" } as const;
      return (await intake.keep(topic, encodePayload(batch, "json"), sender)).ok;
    },
    async said(station, state, sender) {
      const status: Status = { state, at: now() };
      const topic = { station, kind: "status" } as const;
      return (await intake.keep(topic, encodePayload(status, "json"), sender)).ok;
    },
  };
};
