import { expect, test } from "vitest";
import { payloadOf } from "../store/store.fixture.ts";
import { onlineStations } from "./absent.ts";

const status = (station: string, payload: unknown) => ({
  topic: `dcz/1/${station}/status`,
  payload: payloadOf(payload),
  arrived: 0,
});

test("a station is online when its last status says so", () => {
  const retained = [
    status("gone", { state: "online" }),
    status("back", { state: "online" }),
    status("asleep", { state: "sleeping" }),
    status("off", { state: "offline" }),
    status("odd", "?"),
    { topic: "dcz/1/gone/hello", payload: payloadOf({ state: "online" }), arrived: 0 },
  ];
  expect([...onlineStations(retained)]).toEqual(["gone", "back"]);
});
