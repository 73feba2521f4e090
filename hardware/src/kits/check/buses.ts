import type { Circuit } from "../circuit.ts";
import type { Finding } from "./finding.ts";

/** Two sensors of one I²C bus answer to different addresses. */
export const checkAddresses = (circuit: Circuit): Finding[] =>
  circuit.nets.flatMap(({ net, terminals }) => {
    const users = terminals.filter(
      ({ part, pin }) =>
        part.i2c !== undefined && pin.kind === "signal" && pin.signal === "i2c-sda",
    );
    return users.flatMap(({ part }, index): Finding[] => {
      const twin = users
        .slice(0, index)
        .find((other) => other.part.i2c?.address === part.i2c?.address);
      if (twin === undefined || part.i2c === undefined) return [];
      const hex = (address: number) => `0x${address.toString(16)}`;
      const free = part.i2c.otherwise.map(hex).join(", ");
      return [
        {
          code: "address_clash",
          where: part.id,
          net: net.name,
          problem: {
            fr: `${part.name.fr} et ${twin.part.name.fr} ont la même adresse I²C ${hex(part.i2c.address)}.`,
            en: `The ${part.name.en} and the ${twin.part.name.en} have one I²C address, ${hex(part.i2c.address)}.`,
          },
          remedy: {
            fr: free ? `Régler l'un sur ${free}.` : "Les mettre sur deux bus.",
            en: free ? `Set one to ${free}.` : "Put them on two buses.",
          },
        },
      ];
    });
  });

/** A resistor whose two ends are on one wire does nothing. */
export const checkResistors = (circuit: Circuit): Finding[] =>
  circuit.netlist.parts.flatMap((part): Finding[] => {
    const ends = part.pins.filter(({ kind }) => kind === "passive");
    if (ends.length < 2) return [];
    const nets = new Set(ends.map((pin) => circuit.netOf({ part, pin })?.net.name));
    if (nets.size === ends.length && !nets.has(undefined)) return [];
    return [
      {
        code: "resistor_idle",
        where: part.id,
        problem: {
          fr: `Les bouts de ${part.name.fr} ne vont pas à deux fils différents.`,
          en: `The ends of the ${part.name.en} do not go to two different wires.`,
        },
        remedy: {
          fr: "Relier chaque bout à son fil.",
          en: "Connect each end to its wire.",
        },
      },
    ];
  });
