import { bytesOf, single, viewOf } from "../bytes.ts";
import { opcBins } from "../quantities/particles.ts";
import type { QuantityName } from "../quantities.ts";
import type { Decoded, Sensor } from "../sensor.ts";
import { HISTOGRAM, MASSES, opcReplies, plainReply } from "./opcn3-replies.ts";
import { pins } from "./pins.ts";
import { masses as chain, isConsistent } from "./relations.ts";
import { climateOfTicks } from "./ticks.ts";

/** Bins from 10 µm on: the sizes of pollen grains. */
const FIRST_POLLEN_BIN = 12;
const SATURATED = 0xffff;

const commands = {
  /** 30: counts since the last time, and begins anew; HISTOGRAM bytes. */
  histogram: bytesOf("30"),
  /** 32: masses only; MASSES bytes. */
  masses: bytesOf("32"),
  fanOn: bytesOf("03 03"),
  fanOff: bytesOf("03 02"),
  laserOn: bytesOf("03 07"),
  laserOff: bytesOf("03 06"),
  /** 60 characters. */
  information: bytesOf("3F"),
  /** 60 characters. */
  serial: bytesOf("10"),
  status: bytesOf("13"),
  reset: bytesOf("06"),
};

const massesOf = (frame: Uint8Array, offset: number) => {
  const view = viewOf(frame);
  const [pm1, pm2_5, pm10] = [0, 4, 8].map((at) => single(view, offset + at, true));
  return { pm1: pm1 ?? 0, pm2_5: pm2_5 ?? 0, pm10: pm10 ?? 0 };
};

const areMasses = (masses: Readonly<Record<string, number>>): boolean =>
  Object.values(masses).every((mass) => mass >= 0 && mass < 100_000);

const decodeHistogram = (frame: Uint8Array): Decoded => {
  const view = viewOf(frame);
  const seconds = view.getUint16(52, true) / 100;
  const millilitresPerSecond = view.getUint16(54, true) / 100;
  const volume = seconds * millilitresPerSecond;
  // The first histogram after a start has counted over no time, or without a flow.
  if (volume === 0) return { ok: false, reason: "warming_up" };
  // Without its laser it counts nothing, which is no clean air.
  if (view.getUint16(82, true) === 0) return { ok: false, reason: "warming_up" };
  const masses = massesOf(frame, 60);
  if (!areMasses(masses)) return { ok: false, reason: "out_of_range" };
  if (!isConsistent(masses, chain)) return { ok: false, reason: "inconsistent" };
  const counts = opcBins.map((_, index) => view.getUint16(2 * index, true));
  const total = counts.reduce((sum, count) => sum + count, 0);
  // The masses are computed from the counts: none without the others.
  if (total === 0 && masses.pm10 > 0) return { ok: false, reason: "inconsistent" };
  const large = counts.slice(FIRST_POLLEN_BIN);
  const pollen = large.reduce((sum, count) => sum + count, 0);
  return {
    ok: true,
    values: {
      ...masses,
      // A counter with all its bits set has run to its end: how many more there were, nobody knows.
      ...Object.fromEntries(
        opcBins.flatMap((bin, index) => {
          const count = counts[index] ?? 0;
          return count === SATURATED ? [] : [[bin, count / volume]];
        }),
      ),
      ...(large.includes(SATURATED) ? {} : { pollen_range: (pollen / volume) * 1_000_000 }),
      ...climateOfTicks(view.getUint16(56, true), view.getUint16(58, true)),
    },
    ...(large.includes(SATURATED)
      ? {}
      : { counted: { quantity: "pollen_range", count: pollen, volume: volume / 1_000_000 } }),
  };
};

/** Alphasense OPC-N3: an optical counter that sees particles from 0.35 to 40 µm, pollen among them. */
export const opcn3: Sensor<typeof commands> = {
  model: "opcn3",
  name: "OPC-N3",
  maker: "Alphasense",
  bus: {
    kind: "spi",
    mode: 1,
    maximumHz: 750_000,
    handshake: { ready: 0xf3, busy: 0x31 },
  },
  measures: [
    ...(["pm1", "pm2_5", "pm10"] as const).map((quantity) => ({
      quantity,
      range: [0, 2000] as const,
      resolution: 0.01,
      caution: "computed from counts with a density of 1.65 g/cm³; humid air swells particles",
    })),
    ...opcBins.map((quantity: QuantityName) => ({ quantity, range: [0, 10_000] as const })),
    {
      quantity: "pollen_range",
      range: [0, 10_000_000],
      caution:
        "particles of pollen's size, not pollen: one count in a minute is some 3000 per m³, so take hours together",
    },
    ...(["pollen_range_6h", "pollen_range_6h_low", "pollen_range_6h_high"] as const).map(
      (quantity) => ({
        quantity,
        range: [0, 10_000_000] as const,
        caution: "particles of pollen's size, not pollen: from the counts of the last six hours",
      }),
    ),
    {
      quantity: "temperature",
      range: [-45, 130],
      resolution: 0.01,
      caution: "measured on the board, some degrees above the air",
    },
    {
      quantity: "humidity",
      range: [0, 100],
      resolution: 0.01,
      caution: "measured on the board, drier than the air",
    },
  ],
  limits: { humidity: [0, 95], temperature: [-10, 50] },
  warmUpMs: 10_000,
  responseMs: 1000,
  everyMs: 1000,
  supply: { volts: [4.8, 5.2], milliamps: 180 },
  pins: pins(
    "1 VCC > 5 V",
    "2 SCK > SCK",
    "3 SDO > MISO",
    "4 SDI > MOSI",
    "5 SS > chip select",
    "6 GND > ground",
  ),
  logicVolts: 3.3,
  serial: "command",
  integrity: "checksum",
  framing: opcReplies,
  decode(frame) {
    const reply = plainReply(frame);
    if (reply.length === HISTOGRAM) return decodeHistogram(reply);
    if (reply.length !== MASSES) return { ok: false, reason: "foreign" };
    const masses = massesOf(reply, 0);
    if (!areMasses(masses)) return { ok: false, reason: "out_of_range" };
    // Nothing in this reply tells whether the laser is on.
    if (masses.pm10 === 0) return { ok: false, reason: "warming_up" };
    return isConsistent(masses, chain)
      ? { ok: true, values: masses }
      : { ok: false, reason: "inconsistent" };
  },
  dialogue: {
    // The first histogram is read and thrown away: it began before the flow was steady.
    start: [
      { send: commands.fanOn, waitMs: 5000 },
      { send: commands.laserOn, waitMs: 1000 },
      { send: commands.histogram, waitMs: 5000, replyBytes: HISTOGRAM },
    ],
    read: [{ send: commands.histogram, waitMs: 10, replyBytes: HISTOGRAM }],
    sleep: [
      { send: commands.laserOff, waitMs: 100 },
      { send: commands.fanOff, waitMs: 100 },
    ],
    wake: [
      { send: commands.fanOn, waitMs: 5000 },
      { send: commands.laserOn, waitMs: 1000 },
      { send: commands.histogram, waitMs: 5000, replyBytes: HISTOGRAM },
    ],
    serial: [{ send: commands.serial, waitMs: 10, replyBytes: 60 }],
  },
  commands,
  cautions: [
    "Send a command's first byte every 10 ms until F3 comes back (31: busy); after an error, keep silent for 2 s.",
    "Read a histogram at least once a minute: its counters hold no more.",
    "Behind the maker's USB dongle, each SPI byte is sent as 61 xx and comes back as FF and the byte: such captures are understood as they are.",
    "OPC-N2, OPC-R1 and OPC-R2 end at 17 µm or below: they cannot see pollen.",
  ],
  sources: [
    {
      document:
        "Alphasense 072-0503, Supplemental SPI information for the OPC-N3, issue 2 (December 2018)",
      at: "pages 2 to 23",
      gives: ["bus", "frame", "commands", "pace", "warm-up"],
    },
    {
      document: "Alphasense, OPC-N3 technical specification (issue 1)",
      at: "table of specifications and connector",
      gives: ["range", "limits", "response", "supply", "logic level", "pins"],
      unchecked: "these come from GCARE-OPCN3 and from the maker's page",
    },
  ],
};
