import { readCircuit } from "../circuit.ts";
import type { Language } from "../language.ts";
import { type Netlist, wireColours } from "../netlist.ts";
import { wireNumber } from "./layout.ts";

const words = {
  fr: (part: string) => `Broches à utiliser sur ${part} (1 et 2 : du côté de la carte SD)`,
  en: (part: string) => `Pins to use on the ${part} (1 and 2: at the SD card's end)`,
} as const;

/**
 * The two rows of a numbered pin header, with the wire's number on each pin in use: odd pins below,
 * even pins above, as on a Raspberry Pi that is held with its header along the top edge.
 */
export const headerMap = (
  netlist: Netlist,
  language: Language,
  at: { readonly x: number; readonly y: number; readonly width: number },
): { readonly svg: string; readonly height: number } | undefined => {
  const part = netlist.parts.find(({ header }) => header !== undefined);
  if (part?.header === undefined) return undefined;
  const circuit = readCircuit(netlist);
  const columns = part.header.pins / 2;
  const pitch = Math.min(40, at.width / columns);
  const wires = new Map(
    part.pins.flatMap((pin) => {
      const net = circuit.netOf({ part, pin })?.net;
      return net === undefined || pin.position === undefined
        ? []
        : [[pin.position, { wire: wireNumber(netlist, net), colour: net.colour }] as const];
    }),
  );
  const left = at.x + (at.width - pitch * columns) / 2;
  const rowY = (even: boolean) => at.y + 62 + (even ? 0 : pitch);
  const pins = Array.from({ length: part.header.pins }, (_, index) => {
    const position = index + 1;
    const even = position % 2 === 0;
    const x = left + pitch * (Math.floor(index / 2) + 0.5);
    const y = rowY(even);
    const used = wires.get(position);
    const label = `<text x="${x}" y="${even ? y - 24 : y + 38}" text-anchor="middle" font-size="15">${position}</text>`;
    if (used === undefined)
      return `<circle cx="${x}" cy="${y}" r="5" fill="none" stroke="#777777" stroke-width="1.5"/>${label}`;
    return [
      `<circle cx="${x}" cy="${y}" r="15" fill="#ffffff" stroke="${wireColours[used.colour].hex}" stroke-width="6"/>`,
      `<circle cx="${x}" cy="${y}" r="18" fill="none" stroke="#222222" stroke-width="1.2"/>`,
      `<text x="${x}" y="${y + 6}" text-anchor="middle" font-size="17" font-weight="bold">${used.wire}</text>`,
      label.replace("<text", '<text font-weight="bold"'),
    ].join("");
  });
  const height = 62 + pitch + 44;
  return {
    height,
    svg: [
      `<text x="${at.x + at.width / 2}" y="${at.y + 14}" text-anchor="middle">${words[language](part.name[language])}</text>`,
      `<rect x="${left - 4}" y="${at.y + 62 - pitch / 2 - 1}" width="${pitch * columns + 8}" height="${pitch * 2 + 2}" rx="6" fill="none" stroke="#222222" stroke-width="2"/>`,
      ...pins,
    ].join("\n"),
  };
};
