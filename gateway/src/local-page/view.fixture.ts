import type { LatestOfStation } from "../store/latest.ts";
import type { View } from "./view.ts";

/** 2026-11-24T12:00:00Z */
export const noon = 1_795_521_600_000;

export const quiet: View = {
  now: noon,
  gateway: "fablab",
  cloud: "platform.example:8883",
  link: { state: "connected", since: noon - 3 * 60_000 },
  waiting: { messages: 0, readings: 0 },
  disk: { freeBytes: 12_300_000_000, trouble: undefined },
  damage: undefined,
  givenUp: { messages: 0, readings: 0, averaged: 0, damaged: 0 },
  changedName: undefined,
  nameConflicts: [],
  misdirected: [],
  turnedAway: 0,
  unreadable: [],
  stations: [],
  trends: [],
  labels: [],
  reports: [],
};

const sensor = "sds011-58d9";
const received = noon - 1000;

export const workshop: LatestOfStation = {
  station: "workshop",
  values: [
    { sensor, quantity: "pm2_5", at: noon - 65_000, received, value: 8.25, flags: [] },
    {
      ...{ sensor, quantity: "pm10", at: noon - 65_000, received, value: 1014.5 },
      flags: ["replayed", "humid"],
    },
    { sensor: "bme280", quantity: "temperature", at: noon, received, value: -0.5, flags: [] },
  ],
};
