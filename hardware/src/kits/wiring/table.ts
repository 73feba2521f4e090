import { readCircuit, type Terminal } from "../circuit.ts";
import type { Language } from "../language.ts";
import { type Netlist, wireColours } from "../netlist.ts";
import { wireNumber } from "./layout.ts";

export interface WireRow {
  readonly wire: number;
  readonly name: string;
  readonly colour: string;
  /** The colour for a screen: "#d62020". */
  readonly hex: string;
  /** The strip of the junction board, when more than two ends meet. */
  readonly joint?: string;
  readonly ends: readonly string[];
}

const endName = ({ part, pin }: Terminal, language: Language): string => {
  const place =
    pin.position === undefined
      ? ""
      : language === "fr"
        ? `, broche ${pin.position}`
        : `, pin ${pin.position}`;
  const name = pin.position === undefined ? pin.name : pin.name.replace(/ \d+$/, "");
  return `${part.name[language]} ${name}${place}`;
};

/** The drawing in words: each wire with its colour and its ends. */
export const wireTable = (netlist: Netlist, language: Language): WireRow[] =>
  readCircuit(netlist).nets.map(({ net, terminals }) => ({
    wire: wireNumber(netlist, net),
    name: net.name,
    colour: wireColours[net.colour][language],
    hex: wireColours[net.colour].hex,
    ...(net.joint === undefined ? {} : { joint: net.joint }),
    ends: terminals.map((terminal) => endName(terminal, language)),
  }));
