import { describe, expect, test, vi } from "vitest";
import type { Outbox } from "../outbox/outbox.ts";
import type { Uplink } from "./uplink.ts";

/** A site with one link, and its far end. */
export interface UplinkTrial {
  readonly uplink: Uplink;
  readonly outbox: Outbox;
  /** A station measures for an hour, every five minutes; then all of it is due. */
  readonly measure: () => Promise<void>;
  /** Instants of the readings that reached the far end (UTC ms), each as often as it came. */
  readonly arrived: () => readonly number[];
  /** The far end is gone, until `mend`. */
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
}

const patient = { timeout: 30_000 };

/** What each link does, whatever carries it. `open` closes what it opened when its test is over. */
export const describeUplink = (name: string, open: () => Promise<UplinkTrial>): void => {
  const isUp = ({ uplink }: UplinkTrial) =>
    vi.waitFor(() => expect(uplink.link().state).toBe("connected"), patient);
  const isEmpty = ({ outbox }: UplinkTrial) =>
    vi.waitFor(() => expect(outbox.waiting().messages).toBe(0), patient);

  describe(`an uplink: ${name}`, () => {
    test("what waits arrives, each reading, and leaves the outbox", async () => {
      const trial = await open();
      await isUp(trial);
      await trial.measure();
      await isEmpty(trial);
      expect(new Set(trial.arrived()).size).toBe(12);
      expect(trial.arrived()).toHaveLength(12);
    }, 60_000);

    test("a far end that is away is told; what was measured meanwhile waits, and arrives when it is back", async () => {
      const trial = await open();
      await isUp(trial);
      await trial.cut();
      await trial.measure();
      await vi.waitFor(
        () => expect(trial.uplink.link()).toMatchObject({ fault: expect.stringMatching(/./) }),
        patient,
      );
      expect(trial.outbox.waiting().readings).toBe(12);
      expect(trial.arrived()).toEqual([]);
      await trial.mend();
      await isEmpty(trial);
      expect(new Set(trial.arrived()).size).toBe(12);
      await isUp(trial);
    }, 90_000);

    test("it stops while the far end is away, and keeps what waits", async () => {
      const trial = await open();
      await isUp(trial);
      await trial.cut();
      await trial.measure();
      await trial.uplink.stop();
      expect(trial.outbox.waiting().readings).toBe(12);
      // What waits is nobody's now: another link may carry it.
      await trial.outbox.pack({ most: 100, before: Number.MAX_SAFE_INTEGER });
      expect(trial.outbox.waiting()).toMatchObject({ messages: 1, readings: 12 });
    }, 60_000);
  });
};
