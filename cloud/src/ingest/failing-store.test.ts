import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { expect, test } from "vitest";
import { createEventBus } from "../events/bus.ts";
import type { Quarantine } from "../quarantine/store.ts";
import { openMemorySeries } from "../series/memory/store.ts";
import { promised } from "../settled.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { newStation } from "../stations/station.ts";
import { createIngest } from "./ingest.ts";

const NOW = Date.UTC(2026, 10, 24, 8);

const open = (enlist: (call: number) => Error | "throws" | undefined) => {
  const series = openMemorySeries();
  let calls = 0;
  const record = { ...newStation("ab", NOW), origins: ["measured" as const] };
  const ingest = createIngest({
    series: {
      ...series,
      enlist(block, settled) {
        const fault = enlist(++calls);
        if (fault === "throws") throw new Error("the store is closed");
        if (fault === undefined) series.enlist(block, settled);
        else settled(fault);
      },
    },
    stations: {
      atHand: () => record,
      lacksRoom: () => undefined,
      heard: () => undefined,
      change: async () => undefined,
    } as unknown as StationDirectory,
    quarantine: {} as Quarantine,
    events: createEventBus({ onFault: () => undefined, onLeftOut: () => undefined }),
    now: () => NOW,
    elapsed: () => 0,
  });
  return (seq: number) =>
    promised<"acknowledged">((settled) =>
      ingest.accept(
        {
          topic: "dcz/1/ab/readings",
          client: "ab",
          sender: { kind: "station", id: "ab" },
          payload: encodePayload(
            {
              ...{ boot: "abcdefgh", seq, clock: "ntp" },
              readings: [{ at: NOW + seq, sensor: "sds011-58d9", values: { pm2_5: seq } }],
            },
            "json",
          ),
        },
        (error) => settled(error ?? "acknowledged"),
      ),
    );
};

test.each(["throws", new Error("the store is closed")] as const)(
  "what the store does not take is not acknowledged, and gives its place to the next: %s",
  async (fault) => {
    // More than run at a time.
    const failing = 3000;
    const accept = open((call) => (call <= failing ? fault : undefined));
    const outcomes = await Promise.allSettled(
      Array.from({ length: failing + 3 }, (_, seq) => accept(seq)),
    );
    const isFailed = ({ status }: (typeof outcomes)[number]) => status === "rejected";
    expect(outcomes.filter(isFailed)).toHaveLength(failing);
    expect(outcomes.slice(failing).some(isFailed)).toBe(false);
  },
);
