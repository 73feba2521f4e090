import { type Circuit, givesOf, type Joined, nameOf, type Terminal } from "../circuit.ts";
import type { Pin } from "../netlist.ts";
import type { Finding } from "./finding.ts";

type SignalPin = Extract<Pin, { kind: "signal" }>;
type SignalTerminal = Terminal & { readonly pin: SignalPin };

const isSignal = (terminal: Terminal): terminal is SignalTerminal => terminal.pin.kind === "signal";

/** The highest voltage that a wire can stand at, and who brings it. */
const highest = (terminals: readonly Terminal[], except: Terminal) =>
  terminals
    .filter((terminal) => terminal !== except)
    .flatMap((terminal) => {
      const { pin } = terminal;
      const levels = [
        ...(pin.kind === "signal" ? [pin.drives, pin.pullUp?.volts] : []),
        pin.kind === "power-out" ? givesOf(pin)?.volts[1] : undefined,
      ].filter((level) => level !== undefined);
      return levels.map((level) => ({ terminal, level }));
    })
    .sort((a, b) => b.level - a.level)[0];

const levels = (terminals: readonly Terminal[], net: string): Finding[] =>
  terminals.filter(isSignal).flatMap((receiver): Finding[] => {
    const accepts = receiver.pin.accepts;
    const source = highest(terminals, receiver);
    if (accepts === undefined || source === undefined) return [];
    const { level, terminal } = source;
    const [where, from] = [nameOf(receiver), nameOf(terminal)];
    if (level > accepts[1])
      return [
        {
          code: "level_too_high",
          where,
          net,
          problem: {
            fr: `${where} supporte ${accepts[1]} V ; ${from} y met ${level} V.`,
            en: `${where} bears ${accepts[1]} V; ${from} puts ${level} V on it.`,
          },
          remedy: {
            fr: "Intercaler une résistance ou un adaptateur de niveau, ou prendre une broche de même tension.",
            en: "Put a resistor or a level shifter between, or take a pin of the same voltage.",
          },
        },
      ];
    if (receiver.pin.direction !== "out" && level < accepts[0])
      return [
        {
          code: "level_too_low",
          where,
          net,
          problem: {
            fr: `${where} ne lit un « 1 » qu'à partir de ${accepts[0]} V ; ${from} n'en donne que ${level}.`,
            en: `${where} reads a "1" from ${accepts[0]} V on; ${from} gives only ${level}.`,
          },
          remedy: { fr: "Intercaler un adaptateur de niveau.", en: "Put a level shifter between." },
        },
      ];
    return [];
  });

const drivers = (terminals: readonly Terminal[], net: string): Finding[] => {
  const wires = terminals.filter(isSignal);
  const outputs = wires.filter(({ pin }) => pin.direction === "out");
  const sources = wires.filter(({ pin }) => pin.direction !== "in");
  const throughOthers = terminals.some(
    ({ pin }) => pin.kind === "passive" || pin.kind === "ground" || pin.kind === "power-out",
  );
  const findings: Finding[] = [];
  const [first, ...others] = outputs;
  const sharing = wires.filter(({ pin }) => pin.direction === "tri-state");
  for (const other of first === undefined ? [] : [...others, ...sharing])
    findings.push({
      code: "outputs_fight",
      where: nameOf(other),
      net,
      problem: {
        fr: `${nameOf(first as Terminal)} et ${nameOf(other)} sont deux sorties sur le même fil, comme TX sur TX.`,
        en: `${nameOf(first as Terminal)} and ${nameOf(other)} are two outputs on one wire, like TX to TX.`,
      },
      remedy: {
        fr: "Croiser : la sortie (TX) de l'un va à l'entrée (RX) de l'autre.",
        en: "Cross them: the output (TX) of one goes to the input (RX) of the other.",
      },
    });
  const listener = wires.find(({ pin }) => pin.direction === "in");
  if (wires.length > 1 && sources.length === 0 && listener !== undefined && !throughOthers)
    findings.push({
      code: "no_output",
      where: nameOf(listener),
      net,
      problem: {
        fr: `Le fil ${net} ne joint que des entrées, comme RX sur RX.`,
        en: `Wire ${net} joins inputs only, like RX to RX.`,
      },
      remedy: {
        fr: "Croiser : l'entrée (RX) de l'un va à la sortie (TX) de l'autre.",
        en: "Cross them: the input (RX) of one goes to the output (TX) of the other.",
      },
    });
  return findings;
};

const mixtures = (terminals: readonly Terminal[], net: string): Finding[] => {
  const wires = terminals.filter(isSignal);
  const [first] = wires;
  if (first === undefined) return [];
  const findings: Finding[] = [];
  for (const other of wires)
    if (other.pin.signal !== first.pin.signal)
      findings.push({
        code: "signals_mixed",
        where: nameOf(other),
        net,
        problem: {
          fr: `${nameOf(other)} (${other.pin.signal}) est jointe à ${nameOf(first)} (${first.pin.signal}).`,
          en: `${nameOf(other)} (${other.pin.signal}) is joined to ${nameOf(first)} (${first.pin.signal}).`,
        },
        remedy: {
          fr: `Relier ${nameOf(other)} à une broche ${other.pin.signal}.`,
          en: `Connect ${nameOf(other)} to a ${other.pin.signal} pin.`,
        },
      });
  const rail = terminals.find(({ pin }) =>
    ["ground", "power-out", "power-in", "plug"].includes(pin.kind),
  );
  for (const wire of wires)
    if (rail !== undefined && !wire.pin.strap)
      findings.push({
        code: "signal_on_supply",
        where: nameOf(wire),
        net,
        problem: {
          fr: `${nameOf(wire)} est un signal, relié à l'alimentation ou à la masse ${nameOf(rail)}.`,
          en: `${nameOf(wire)} is a signal, tied to the supply or ground ${nameOf(rail)}.`,
        },
        remedy: {
          fr: `Relier ${nameOf(wire)} à une broche ${wire.pin.signal}.`,
          en: `Connect ${nameOf(wire)} to a ${wire.pin.signal} pin.`,
        },
      });
  return findings;
};

/** Whether a resistor leads from this wire to a supply. */
const pulledUp = (circuit: Circuit, { terminals }: Joined): boolean =>
  terminals.some(({ part, pin }) => {
    if (pin.kind === "signal") return pin.pullUp !== undefined;
    if (pin.kind !== "passive") return false;
    return part.pins
      .filter((other) => other !== pin)
      .some((other) =>
        circuit.netOf({ part, pin: other })?.terminals.some((end) => end.pin.kind === "power-out"),
      );
  });

const pullUps = (circuit: Circuit, joined: Joined): Finding[] => {
  const [weak] = joined.terminals
    .filter(isSignal)
    .filter(({ pin }) => pin.direction === "open-drain");
  if (weak === undefined || pulledUp(circuit, joined)) return [];
  return [
    {
      code: "pull_up_missing",
      where: nameOf(weak),
      net: joined.net.name,
      problem: {
        fr: `Rien ne tire le fil ${joined.net.name} vers le haut : ${nameOf(weak)} ne sait que tirer vers le bas.`,
        en: `Nothing pulls wire ${joined.net.name} up: ${nameOf(weak)} can only pull down.`,
      },
      remedy: {
        fr: "Ajouter une résistance de 4,7 kΩ entre ce fil et le 3,3 V.",
        en: "Add a resistor of 4.7 kΩ between this wire and 3.3 V.",
      },
    },
  ];
};

export const checkSignals = (circuit: Circuit): Finding[] =>
  circuit.nets.flatMap((joined) => [
    ...levels(joined.terminals, joined.net.name),
    ...drivers(joined.terminals, joined.net.name),
    ...mixtures(joined.terminals, joined.net.name),
    ...pullUps(circuit, joined),
  ]);
