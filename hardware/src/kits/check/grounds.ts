import { type Circuit, carriesGround, givesOf, type Joined, takesOf } from "../circuit.ts";
import type { Part } from "../netlist.ts";
import type { Finding } from "./finding.ts";

/** Gives each part the number of the ground that its pins are joined to, through other parts too. */
const groundGroups = (circuit: Circuit): ReadonlyMap<string, number> => {
  const groupOfNet = new Map<Joined, number>();
  const groupOfPart = new Map<string, number>();
  const grounds = circuit.nets.filter(({ terminals }) =>
    terminals.some(({ pin }) => carriesGround(pin)),
  );
  grounds.forEach((joined, index) => {
    groupOfNet.set(joined, index);
  });
  // Ground runs through a part from one of its ground pins to the next: the lower number spreads.
  for (let changed = true; changed; ) {
    changed = false;
    for (const joined of grounds)
      for (const { part, pin } of joined.terminals) {
        if (!carriesGround(pin)) continue;
        const group = groupOfNet.get(joined) as number;
        const known = groupOfPart.get(part.id) ?? group;
        const lower = Math.min(group, known);
        if (lower === group && lower === groupOfPart.get(part.id)) continue;
        groupOfPart.set(part.id, lower);
        groupOfNet.set(joined, lower);
        changed = true;
      }
  }
  return groupOfPart;
};

/** Parts that share a supply or a signal share a ground, or no current can come back. */
export const checkGrounds = (circuit: Circuit): Finding[] => {
  const groups = groundGroups(circuit);
  const hasGround = (part: Part) => part.pins.some(carriesGround);
  const found = new Map<string, Finding>();
  const missing = (part: Part, other: Part): void => {
    const pin = part.pins.find(carriesGround);
    const where = `${part.id}.${pin?.name}`;
    found.set(where, {
      code: "ground_missing",
      where,
      problem: {
        fr: `${where} n'a pas de masse commune avec ${other.name.fr}.`,
        en: `${where} has no ground in common with the ${other.name.en}.`,
      },
      remedy: {
        fr: `Relier ${where} à une masse (GND) de ${other.name.fr}.`,
        en: `Connect ${where} to a ground (GND) of the ${other.name.en}.`,
      },
    });
  };
  for (const { terminals } of circuit.nets) {
    const partners = terminals.filter(
      ({ part, pin }) =>
        hasGround(part) &&
        (takesOf(pin) !== undefined || givesOf(pin) !== undefined || pin.kind === "signal"),
    );
    const [first, ...others] = partners;
    for (const { part } of others) {
      if (first === undefined || part.id === first.part.id) continue;
      const [mine, theirs] = [groups.get(part.id), groups.get(first.part.id)];
      if (mine !== undefined && mine === theirs) continue;
      if (mine === undefined || theirs !== undefined) missing(part, first.part);
      else missing(first.part, part);
    }
  }
  // A part that only stands between resistors has no partner above; its ground must still be there.
  for (const part of circuit.netlist.parts)
    if (
      hasGround(part) &&
      !groups.has(part.id) &&
      ![...found.keys()].some((w) => w.startsWith(`${part.id}.`))
    ) {
      const other = circuit.netlist.parts.find(({ id }) => groups.has(id));
      if (other !== undefined) missing(part, other);
    }
  return [...found.values()];
};
