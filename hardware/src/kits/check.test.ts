import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findingCodes } from "./check/finding.ts";
import { supplyLoads } from "./check/supplies.ts";
import { checkNetlist } from "./check.ts";
import { nameOf, readCircuit } from "./circuit.ts";
import { Netlist, type Part, type Pin } from "./netlist.ts";

const folder = new URL("../../kits/", import.meta.url);
const kits = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const read = (kit: string): Netlist =>
  Netlist.parse(JSON.parse(readFileSync(new URL(`${kit}/netlist.json`, folder), "utf8")));

const codes = (netlist: Netlist) => new Set(checkNetlist(netlist).map(({ code }) => code));
const withNets = (
  netlist: Netlist,
  change: (pins: readonly string[], net: string) => string[],
) => ({
  ...netlist,
  nets: netlist.nets.map((net) => ({ ...net, pins: change(net.pins, net.name) })),
});
const withPart = (netlist: Netlist, id: string, change: (part: Part) => Part): Netlist => ({
  ...netlist,
  parts: netlist.parts.map((part) => (part.id === id ? change(part) : part)),
});
const withPin = (netlist: Netlist, where: string, change: (pin: Pin) => Pin): Netlist =>
  withPart(netlist, where.split(".")[0] as string, (part) => ({
    ...part,
    pins: part.pins.map((pin) => (`${part.id}.${pin.name}` === where ? change(pin) : pin)),
  }));
/** Exchanges two pins wherever they are connected. */
const swapped = (netlist: Netlist, a: string, b: string) =>
  withNets(netlist, (pins) => pins.map((pin) => (pin === a ? b : pin === b ? a : pin)));

describe.each(kits)("%s", (kit) => {
  const netlist = read(kit);
  const pins = new Map(
    netlist.parts.flatMap((part) => part.pins.map((pin) => [`${part.id}.${pin.name}`, pin])),
  );

  test("has no finding", () => {
    expect(netlist.kit).toBe(kit);
    expect(checkNetlist(netlist)).toEqual([]);
  });

  test("uses its supplies within their limits, with a margin of a tenth", () => {
    for (const { supply, mA, maxMa } of supplyLoads(readCircuit(netlist)))
      expect(mA, nameOf(supply)).toBeLessThan(maxMa * 0.9);
  });

  test("any wire end that comes off is found", () => {
    for (const { name, pins: ends } of netlist.nets)
      for (const end of ends) {
        const faulty = withNets(netlist, (all, net) =>
          all.filter((pin) => net !== name || pin !== end),
        );
        expect(checkNetlist(faulty), `${end} off ${name}`).not.toEqual([]);
      }
  });

  test("any wire end that is put on a second wire is found", () => {
    for (const from of netlist.nets)
      for (const end of from.pins)
        for (const to of netlist.nets) {
          if (to.name === from.name) continue;
          const faulty = withNets(netlist, (all, net) =>
            net === to.name ? [...all, end] : [...all],
          );
          expect(codes(faulty), `${end} also on ${to.name}`).toContain("pin_shared");
        }
  });

  test("any two wire ends that are exchanged are found, unless the circuit stays the same", () => {
    // Pins alike but for their name and number: which of them is used makes no difference to the current.
    const nature = (where: string) => {
      const { name: _, position: __, connect: ___, note: ____, ...rest } = pins.get(where) as Pin;
      return JSON.stringify({ ...rest, pullUp: undefined });
    };
    const alike = (a: string, b: string): boolean => {
      const [x, y] = [pins.get(a), pins.get(b)] as [Pin, Pin];
      // A strap stands at ground here, as a ground pin does.
      const grounded = (pin: Pin) => pin.kind === "ground" || (pin.kind === "signal" && pin.strap);
      if (grounded(x) && grounded(y)) return true;
      if (x.kind === "passive" && y.kind === "passive") return a.split(".")[0] === b.split(".")[0];
      return (
        nature(a) === nature(b) ||
        (x.kind === "power-in" && y.kind === "power-in") ||
        (x.kind === "signal" &&
          y.kind === "signal" &&
          x.signal === y.signal &&
          x.direction === y.direction) ||
        (x.kind === "plug" && y.kind === "plug" && x.plug === y.plug && !x.gives && !y.gives)
      );
    };
    let tried = 0;
    for (const one of netlist.nets)
      for (const other of netlist.nets) {
        if (one.name >= other.name) continue;
        for (const a of one.pins)
          for (const b of other.pins) {
            if (alike(a, b)) continue;
            // Both ends of two wires change places: the same two wires under other names.
            const rest = (net: readonly string[], end: string) => net.filter((pin) => pin !== end);
            const [x, y] = [rest(one.pins, a), rest(other.pins, b)];
            if (x.length === 1 && y.length === 1 && alike(x[0] as string, y[0] as string)) continue;
            tried += 1;
            expect(checkNetlist(swapped(netlist, a, b)), `${a} and ${b} exchanged`).not.toEqual([]);
          }
      }
    expect(tried).toBeGreaterThan(100);
  });
});

const street = read("street-station");
const country = read("country-station");
const pollen = read("pollen-range-station");

/** One injected fault for each code, over the real netlists. */
const faults: Record<(typeof findingCodes)[number], Netlist> = {
  pin_unknown: withNets(street, (pins) => pins.map((pin) => pin.replace("mic.BCLK", "mic.CLOCK"))),
  pin_shared: withNets(street, (pins, net) =>
    net === "SCL" ? [...pins, "pi.GPIO2 SDA"] : [...pins],
  ),
  pin_unconnected: withNets(street, (pins) => pins.filter((pin) => pin !== "sps30.3 TX")),
  pin_forbidden: withNets(street, (pins, net) =>
    net === "GND SPS30" ? [...pins, "sps30.4 SEL"] : [...pins],
  ),
  wire_alone: withNets(street, (pins, net) => (net === "TX" ? pins.slice(0, 1) : [...pins])),
  joint_missing: { ...street, nets: street.nets.map(({ joint: _, ...net }) => net) },
  joint_full: { ...country, jointWays: 3 },
  plug_mismatch: swapped(street, "pi.USB-C", "pi.Ethernet"),
  short_circuit: withNets(street, (pins, net) =>
    net === "5V" ? [...pins, "pi.GND 6"] : [...pins],
  ),
  supply_outside: swapped(street, "pi.3V3", "pi.5V"),
  supplies_joined: withNets(street, (pins, net) =>
    net === "5V" ? [...pins, "pi.3V3"] : [...pins],
  ),
  unpowered: withNets(street, (pins) => pins.filter((pin) => pin !== "bme280.VIN")),
  ground_missing: withNets(country, (pins) => pins.filter((pin) => pin !== "modem.GND")),
  current_exceeded: withPin(street, "splitter.USB-C 5 V", (pin) =>
    pin.kind === "plug" && pin.gives ? { ...pin, gives: { ...pin.gives, maxMa: 1200 } } : pin,
  ),
  // A 5 V board in the place of the Pi's serial output.
  level_too_high: withPin(country, "mini.9", (pin) =>
    pin.kind === "signal" ? { ...pin, drives: 5 } : pin,
  ),
  level_too_low: withPin(country, "mini.TXO (1)", (pin) =>
    pin.kind === "signal" ? { ...pin, drives: 1.8 } : pin,
  ),
  outputs_fight: swapped(street, "pi.GPIO14 TXD", "pi.GPIO15 RXD"),
  no_output: swapped(street, "sps30.2 RX", "sps30.3 TX"),
  signals_mixed: swapped(street, "bme280.SDA", "bme280.SCL"),
  signal_on_supply: withNets(street, (pins, net) =>
    net === "GND BME280" ? [...pins, "mic.BCLK"] : pins.filter((pin) => pin !== "mic.BCLK"),
  ),
  pull_up_missing: withPin(
    withPin(country, "bme280.SDA", ({ ...pin }) => ({ ...pin, pullUp: undefined }) as Pin),
    "bme280.SCL",
    ({ ...pin }) => ({ ...pin, pullUp: undefined }) as Pin,
  ),
  address_clash: withNets(
    {
      ...street,
      parts: [
        ...street.parts,
        ...street.parts
          .filter(({ id }) => id === "bme280")
          .map((part) => ({ ...part, id: "twin" })),
      ],
    },
    (pins) =>
      pins.flatMap((pin) =>
        pin.startsWith("bme280.") ? [pin, pin.replace("bme280", "twin")] : [pin],
      ),
  ),
  resistor_idle: swapped(country, "r1.b", "mini.4"),
};

test.each(findingCodes)("%s is found when it is injected", (code) => {
  expect(codes(faults[code])).toContain(code);
  for (const { where, problem, remedy } of checkNetlist(faults[code])) {
    expect(where).not.toBe("");
    for (const text of [problem, remedy]) {
      expect(text.fr).toMatch(/\.$/);
      expect(text.en).toMatch(/\.$/);
      expect(text.fr).not.toBe(text.en);
    }
  }
});

test("5 V on a 3.3 V input names the pin, the voltage and the culprit", () => {
  expect(checkNetlist(faults.level_too_high)).toEqual([
    expect.objectContaining({
      code: "level_too_high",
      where: "sds011.6 RX",
      problem: {
        fr: "sds011.6 RX supporte 3.6 V ; mini.9 y met 5 V.",
        en: "sds011.6 RX bears 3.6 V; mini.9 puts 5 V on it.",
      },
    }),
  ]);
});

test("a resistor to the supply is a pull-up like one on a module", () => {
  const resistor = (id: string): Part => ({
    ...(country.parts.find((part) => part.id === "r1") as Part),
    id,
  });
  const bare = faults.pull_up_missing;
  const mended = withNets(
    { ...bare, parts: [...bare.parts, resistor("r2"), resistor("r3")] },
    (pins, net) =>
      net === "SDA"
        ? [...pins, "r2.a"]
        : net === "SCL"
          ? [...pins, "r3.a"]
          : net === "3V3"
            ? [...pins, "r2.b", "r3.b"]
            : [...pins],
  );
  expect(codes(mended)).not.toContain("pull_up_missing");
});

test("what a port passes on counts against the supply behind it", () => {
  const loads = new Map(
    supplyLoads(readCircuit(pollen)).map(({ supply, mA }) => [nameOf(supply), mA]),
  );
  expect(loads.get("usb-spi.+5V")).toBe(250);
  expect(loads.get("pi.USB-A")).toBe(300);
  // The Pi itself, its USB port, and the 1 mA of the BME280 through the 3.3 V converter.
  expect(loads.get("splitter.USB-C 5 V")).toBeCloseTo(1250 + 300 + (1 * 3.4) / (5 * 0.85), 3);
});
