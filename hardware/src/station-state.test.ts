import fc from "fast-check";
import { expect, test } from "vitest";
import { type StationFacts, type StationState, stationState } from "./station-state.ts";

const now = Date.UTC(2026, 10, 24, 12);
const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ago = (ms: number) => now - ms;

const said = (state: "online" | "sleeping" | "offline", since: number) => ({ state, since });
const live = (at: number) => ({ at, received: at + SECOND });

test.each<[string, Omit<StationFacts, "everyMs"> & { everyMs?: number }, StationState]>([
  ["nothing is known", {}, { kind: "unknown" }],
  [
    "it said good-bye while our clock was ahead, and measures",
    { said: said("offline", now + 40 * 365 * 24 * HOUR), reading: live(ago(MINUTE)) },
    { kind: "online" },
  ],
  [
    "its last reading came while our clock was ahead, hours ago",
    { reading: { at: ago(5 * HOUR), received: now + 40 * 365 * 24 * HOUR } },
    { kind: "silent", since: ago(5 * HOUR) },
  ],
  [
    "it says online and measures",
    { said: said("online", ago(HOUR)), reading: live(ago(20 * SECOND)) },
    { kind: "online" },
  ],
  [
    "it said online ten hours ago and measured a minute ago",
    { said: said("online", ago(10 * HOUR)), reading: live(ago(MINUTE)) },
    { kind: "online" },
  ],
  [
    "it said offline ten hours ago and measured a minute ago",
    { said: said("offline", ago(10 * HOUR)), reading: live(ago(MINUTE)) },
    { kind: "online" },
  ],
  [
    "it sends a batch each half hour, the last one 50 minutes ago",
    { reading: live(ago(50 * MINUTE)), deliveryMs: 30 * MINUTE },
    { kind: "online" },
  ],
  [
    "it sends a batch each half hour, and two were missed",
    { reading: live(ago(70 * MINUTE)), deliveryMs: 30 * MINUTE },
    { kind: "silent", since: ago(70 * MINUTE) },
  ],
  [
    "its will came after its last reading",
    { said: said("offline", ago(MINUTE)), reading: live(ago(2 * MINUTE)) },
    { kind: "offline", since: ago(MINUTE) },
  ],
  [
    "a reading from before its good-bye came after it",
    {
      said: said("offline", ago(MINUTE)),
      reading: { at: ago(2 * MINUTE), received: ago(10 * SECOND) },
    },
    { kind: "offline", since: ago(MINUTE) },
  ],
  [
    "it sleeps",
    { said: said("sleeping", ago(HOUR)), reading: live(ago(HOUR + MINUTE)) },
    { kind: "sleeping", since: ago(HOUR) },
  ],
  [
    "it was offline, came back and fell silent",
    { said: said("offline", ago(5 * HOUR)), reading: live(ago(2 * HOUR)) },
    { kind: "silent", since: ago(2 * HOUR) },
  ],
  [
    "it never spoke of itself and measures, as behind a radio gateway",
    { reading: live(ago(MINUTE)) },
    { kind: "online" },
  ],
  [
    "it never spoke of itself and measures no more",
    { reading: live(ago(HOUR)) },
    { kind: "silent", since: ago(HOUR) },
  ],
  [
    "it says online and gives nothing for more than two intervals and five minutes",
    { said: said("online", ago(HOUR)), reading: live(ago(5 * MINUTE + 20 * SECOND + 1)) },
    { kind: "silent", since: ago(5 * MINUTE + 20 * SECOND + 1) },
  ],
  [
    "it measures each quarter of an hour: two of them and five minutes are given",
    {
      said: said("online", ago(HOUR)),
      reading: live(ago(35 * MINUTE)),
      everyMs: 15 * MINUTE,
    },
    { kind: "online" },
  ],
  [
    "it has just come and measured nothing yet",
    { said: said("online", ago(MINUTE)) },
    { kind: "starting", until: ago(MINUTE) + 5 * MINUTE + 20 * SECOND },
  ],
  [
    "it has just come back after six hours",
    { said: said("online", ago(MINUTE)), reading: live(ago(6 * HOUR)) },
    { kind: "starting", until: ago(MINUTE) + 5 * MINUTE + 20 * SECOND },
  ],
  [
    "it came an hour ago and never measured",
    { said: said("online", ago(HOUR)) },
    { kind: "silent", since: ago(HOUR) },
  ],
  [
    "it fills in the past after the start",
    {
      said: said("online", ago(MINUTE)),
      reading: { at: ago(6 * HOUR), received: ago(2 * SECOND) },
    },
    { kind: "catching_up", reached: ago(6 * HOUR) },
  ],
  [
    "its clock is three weeks behind and it measures",
    {
      said: said("online", ago(HOUR)),
      reading: { at: ago(21 * 24 * HOUR), received: ago(2 * SECOND), clockDoubtful: true },
    },
    { kind: "online" },
  ],
  [
    "its clock is a day ahead and it went an hour ago",
    {
      said: said("offline", ago(HOUR)),
      reading: { at: now + 23 * HOUR, received: ago(HOUR + MINUTE) },
    },
    { kind: "offline", since: ago(HOUR) },
  ],
  [
    "its gateway went a minute ago: at once it is known that nothing is known",
    {
      said: said("online", ago(HOUR)),
      reading: { at: ago(MINUTE + SECOND), received: ago(MINUTE + SECOND) },
      gateway: said("offline", ago(MINUTE)),
    },
    { kind: "cut_off", since: ago(MINUTE) },
  ],
  [
    "it went before its gateway did",
    {
      said: said("offline", ago(HOUR)),
      reading: { at: ago(2 * HOUR), received: ago(2 * HOUR) },
      gateway: said("offline", ago(MINUTE)),
    },
    { kind: "offline", since: ago(HOUR) },
  ],
  [
    "it is dead, and its gateway is there",
    {
      said: said("online", ago(2 * HOUR)),
      reading: { at: ago(HOUR), received: ago(HOUR) },
      gateway: said("online", ago(HOUR)),
    },
    { kind: "silent", since: ago(HOUR) },
  ],
  [
    "it was heard after its gateway went, by whatever way",
    {
      said: said("online", ago(HOUR)),
      reading: { at: ago(SECOND), received: ago(SECOND) },
      gateway: said("offline", ago(MINUTE)),
    },
    { kind: "online" },
  ],
])("%s", (_, facts, state) => {
  expect(stationState({ everyMs: 10_000, ...facts }, now)).toEqual(state);
});

test("a station of which nothing more is heard is in the end silent, asleep or offline", () => {
  const instant = fc.integer({ min: ago(HOUR), max: now });
  fc.assert(
    fc.property(
      fc.option(fc.record({ at: instant, received: instant }), { nil: undefined }),
      fc.constantFrom("online" as const, "sleeping" as const, "offline" as const),
      instant,
      (reading, state, since) => {
        const later = stationState({ said: { state, since }, reading, everyMs: 1 }, now + HOUR);
        expect(["silent", "sleeping", "offline"]).toContain(later.kind);
      },
    ),
  );
});
