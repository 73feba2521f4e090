import { type Circuit, givesOf, nameOf, type Terminal, takesOf } from "../circuit.ts";
import type { Finding } from "./finding.ts";

const volts = ([low, high]: readonly [number, number]): string =>
  low === high ? `${low} V` : `${low}–${high} V`;

/** Every supply input meets one supply, within its range, and none is shorted. */
export const checkSupplies = (circuit: Circuit): Finding[] => {
  const findings: Finding[] = [];
  for (const { net, terminals } of circuit.nets) {
    const suppliers = terminals.filter(({ pin }) => givesOf(pin) !== undefined);
    const grounds = terminals.filter(({ pin }) => pin.kind === "ground");
    const rails = terminals.filter(
      ({ pin }) => pin.kind === "power-out" || pin.kind === "power-in",
    );
    const [supplier] = suppliers;
    if (grounds.length > 0 && rails.length > 0) {
      const where = nameOf(rails[0] as Terminal);
      findings.push({
        code: "short_circuit",
        where,
        net: net.name,
        problem: {
          fr: `${where} touche la masse ${nameOf(grounds[0] as Terminal)}.`,
          en: `${where} touches the ground ${nameOf(grounds[0] as Terminal)}.`,
        },
        remedy: {
          fr: "Couper le courant, et séparer l'alimentation de la masse.",
          en: "Cut the power, and part the supply from the ground.",
        },
      });
    }
    for (const other of suppliers.slice(1))
      findings.push({
        code: "supplies_joined",
        where: nameOf(other),
        net: net.name,
        problem: {
          fr: `${nameOf(other)} et ${nameOf(supplier as Terminal)} donnent tous deux du courant au même fil.`,
          en: `${nameOf(other)} and ${nameOf(supplier as Terminal)} both feed the same wire.`,
        },
        remedy: { fr: "N'en garder qu'une.", en: "Keep only one." },
      });
    for (const user of terminals) {
      const takes = takesOf(user.pin);
      const gives = supplier && givesOf(supplier.pin);
      if (takes === undefined || supplier === undefined || gives === undefined) continue;
      if (gives.volts[0] >= takes.volts[0] && gives.volts[1] <= takes.volts[1]) continue;
      findings.push({
        code: "supply_outside",
        where: nameOf(user),
        net: net.name,
        problem: {
          fr: `${nameOf(user)} veut ${volts(takes.volts)} et reçoit ${volts(gives.volts)} de ${nameOf(supplier)}.`,
          en: `${nameOf(user)} wants ${volts(takes.volts)} and gets ${volts(gives.volts)} from ${nameOf(supplier)}.`,
        },
        remedy: {
          fr: `Relier ${nameOf(user)} à une alimentation de ${volts(takes.volts)}.`,
          en: `Connect ${nameOf(user)} to a supply of ${volts(takes.volts)}.`,
        },
      });
    }
  }
  return findings;
};

/** Every part that needs power gets it from somewhere. */
export const checkPowered = (circuit: Circuit): Finding[] =>
  circuit.terminals.flatMap((user): Finding[] => {
    if (takesOf(user.pin) === undefined) return [];
    const suppliers = circuit
      .netOf(user)
      ?.terminals.filter(({ part, pin }) => part.id !== user.part.id && givesOf(pin) !== undefined);
    if ((suppliers?.length ?? 0) > 0) return [];
    return [
      {
        code: "unpowered",
        where: nameOf(user),
        problem: {
          fr: `${nameOf(user)} ne reçoit aucune alimentation.`,
          en: `${nameOf(user)} gets no supply.`,
        },
        remedy: {
          fr: `Relier ${nameOf(user)} à une sortie de ${volts(takesOf(user.pin)?.volts ?? [0, 0])}.`,
          en: `Connect ${nameOf(user)} to an output of ${volts(takesOf(user.pin)?.volts ?? [0, 0])}.`,
        },
      },
    ];
  });

/**
 * The greatest current that each supply is asked for, in mA: what hangs on its wire, and what its
 * part passes on through other outputs, converted by their efficiency at the lowest input voltage.
 */
export const supplyLoads = (
  circuit: Circuit,
): { supply: Terminal; mA: number; maxMa: number }[] => {
  const load = (supply: Terminal, seen: readonly string[]): number => {
    if (seen.includes(nameOf(supply))) return 0;
    const users = circuit.netOf(supply)?.terminals ?? [];
    return users.reduce((sum, user) => {
      const takes = takesOf(user.pin);
      if (takes === undefined || user.part.id === supply.part.id) return sum;
      const passedOn = user.part.pins.reduce((total, pin) => {
        const gives = givesOf(pin);
        if (gives?.from?.pin !== user.pin.name) return total;
        const drawn = load({ part: user.part, pin }, [...seen, nameOf(supply)]);
        const inputVolts = givesOf(supply.pin)?.volts[0] ?? gives.volts[1];
        const factor =
          gives.from.efficiency === undefined
            ? 1
            : gives.volts[1] / (inputVolts * gives.from.efficiency);
        return total + drawn * factor;
      }, 0);
      return sum + takes.maxMa + passedOn;
    }, 0);
  };
  return circuit.terminals.flatMap((supply) => {
    const gives = givesOf(supply.pin);
    return gives === undefined ? [] : [{ supply, mA: load(supply, []), maxMa: gives.maxMa }];
  });
};

export const checkCurrents = (circuit: Circuit): Finding[] =>
  supplyLoads(circuit)
    .filter(({ mA, maxMa }) => mA > maxMa)
    .map(({ supply, mA, maxMa }) => ({
      code: "current_exceeded" as const,
      where: nameOf(supply),
      problem: {
        fr: `${nameOf(supply)} donne ${maxMa} mA au plus ; on lui en demande ${Math.ceil(mA)}.`,
        en: `${nameOf(supply)} gives ${maxMa} mA at most; ${Math.ceil(mA)} are asked of it.`,
      },
      remedy: {
        fr: "Prendre une alimentation plus forte, ou partager la charge.",
        en: "Take a stronger supply, or share the load.",
      },
    }));
