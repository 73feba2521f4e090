import type { Origin } from "@datacityzen/hardware/flags";
import { expect, test } from "vitest";
import { newStation, type StationRecord } from "../stations/station.ts";
import { createDemonstration } from "./shown.ts";

const NOW = Date.UTC(2026, 10, 27);

const directory = (given: { readonly [id: string]: Origin }) => {
  const records = new Map<string, StationRecord>();
  const put = (id: string, origin: Origin) =>
    records.set(id, { ...newStation(id, NOW), origins: [origin] });
  for (const [id, origin] of Object.entries(given)) put(id, origin);
  return { put, all: () => records.values(), atHand: (id: string) => records.get(id) };
};

test("beside recordings the demonstration is shown, and over once something is measured", () => {
  const stations = directory({ workshop: "replayed", "demo-vieux-port": "simulated" });
  const demonstration = createDemonstration(stations, true);
  expect(demonstration.state()).toBe("shown");
  expect(demonstration.leavesOut("demo-vieux-port")).toBe(false);
  stations.put("rue-haute", "measured");
  expect(demonstration.state()).toBe("over");
  expect(demonstration.leavesOut("demo-vieux-port")).toBe(true);
  expect(demonstration.leavesOut("rue-haute")).toBe(false);
});

test("where it is off, what an earlier start left is over; where nothing is left, there is none", () => {
  const left = directory({ workshop: "replayed", "demo-vieux-port": "simulated" });
  expect(createDemonstration(left, false).state()).toBe("over");
  expect(createDemonstration(directory({ workshop: "replayed" }), true).state()).toBe("none");
});

test("a name of the demonstration ends it for nobody", () => {
  const stations = directory({ "demo-vieux-port": "measured" });
  expect(createDemonstration(stations, true).state()).toBe("shown");
});
