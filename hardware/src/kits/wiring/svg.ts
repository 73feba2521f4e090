import { readCircuit } from "../circuit.ts";
import type { Language } from "../language.ts";
import { type Net, type Netlist, wireColours } from "../netlist.ts";
import { headerMap } from "./header-map.ts";
import { type Lane, type Layout, layOut, type PlacedPart, sizes, type Tap } from "./layout.ts";
import { wireTable } from "./table.ts";

export const escapeXml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const words = {
  fr: { title: "Câblage", wire: "fil", free: "à laisser libre" },
  en: { title: "Wiring", wire: "wire", free: "leave free" },
} as const;

/** Supplies are thick, grounds are thick and dashed, signals are thin: told apart without colour. */
const stroke = (
  netlist: Netlist,
  net: Net,
): { readonly width: number; readonly dashed: boolean } => {
  const kinds = readCircuit(netlist)
    .nets.find((joined) => joined.net === net)
    ?.terminals.map(({ pin }) => pin.kind);
  if (kinds?.includes("ground")) return { width: 6, dashed: true };
  return { width: kinds?.includes("power-out") ? 6 : 3.5, dashed: false };
};

const HOP = 6.5;

interface Span {
  readonly top: number;
  readonly bottom: number;
}

const spanOf = ({ taps }: Lane): Span => {
  const ys = taps.map(({ y }) => y);
  return { top: Math.min(...ys), bottom: Math.max(...ys) };
};

/** The lanes that a wire meets on its way from a box to its own lane. */
const crossedBy = (layout: Layout, lane: Lane, tap: Tap): Lane[] =>
  layout.lanes.filter((other) => {
    const { top, bottom } = spanOf(other);
    const between = tap.side === "left" ? other.x < lane.x : other.x > lane.x;
    return other !== lane && between && tap.y > top && tap.y < bottom;
  });

/** A wire's way from a box to its lane, hopping over the lanes that stand between. */
const tapPath = (layout: Layout, lane: Lane, tap: Tap, until: number): string => {
  const box = layout.parts.find(({ part }) => part.side === tap.side) as PlacedPart;
  const from = tap.side === "left" ? box.x + box.width : box.x;
  const sign = tap.side === "left" ? 1 : -1;
  const hops = crossedBy(layout, lane, tap)
    .sort((a, b) => sign * (a.x - b.x))
    .map(({ x }) => `H${x - sign * HOP}a${HOP} ${HOP} 0 0 ${sign > 0 ? 1 : 0} ${sign * 2 * HOP} 0`)
    .join("");
  return `M${from} ${tap.y}${hops}H${until}`;
};

/** The standing part of a wire. It is drawn before the lying parts, which hop over it. */
const drawLane = (netlist: Netlist, lane: Lane): string => {
  const { top, bottom } = spanOf(lane);
  if (top === bottom) return "";
  const { width, dashed } = stroke(netlist, lane.net);
  const line = `<path d="M${lane.x} ${top}V${bottom}" stroke-linecap="round"`;
  return [
    `${line} stroke="#222222" stroke-width="${width + 2.5}"/>`,
    `${line} stroke="${wireColours[lane.net.colour].hex}" stroke-width="${width}"/>`,
    dashed
      ? `<path d="M${lane.x} ${top}V${bottom}" stroke="#ffffff" stroke-width="2.5" stroke-dasharray="12 6"/>`
      : "",
  ].join("");
};

const drawTap = (netlist: Netlist, layout: Layout, lane: Lane, tap: Tap): string => {
  const { top, bottom } = spanOf(lane);
  const { width, dashed } = stroke(netlist, lane.net);
  const colour = wireColours[lane.net.colour].hex;
  const sign = tap.side === "left" ? 1 : -1;
  const path = (until: number) => `<path d="${tapPath(layout, lane, tap, until)}" fill="none"`;
  const joined = lane.taps.length > 2 && tap.y !== top && tap.y !== bottom;
  return [
    `${path(lane.x - sign * (width / 2 + 4))} stroke="#ffffff" stroke-width="${width + 7}"/>`,
    `${path(lane.x)} stroke="#222222" stroke-width="${width + 2.5}"/>`,
    `${path(lane.x)} stroke="${colour}" stroke-width="${width}"/>`,
    `<circle cx="${lane.x}" cy="${tap.y}" r="${width / 2}" fill="${colour}"/>`,
    dashed ? `${path(lane.x)} stroke="#ffffff" stroke-width="2.5" stroke-dasharray="12 6"/>` : "",
    joined ? `<circle cx="${lane.x}" cy="${tap.y}" r="6.5" fill="#222222"/>` : "",
  ].join("");
};

/** The name of the junction strip, on the longest stretch of its lane that no wire crosses. */
const drawJoint = (layout: Layout, lane: Lane): string => {
  if (lane.net.joint === undefined) return "";
  const { top, bottom } = spanOf(lane);
  const crossing = layout.lanes.flatMap((other) =>
    other.taps
      .filter((tap) => other !== lane && crossedBy(layout, other, tap).includes(lane))
      .map(({ y }) => y),
  );
  const ys = [...crossing, ...lane.taps.map(({ y }) => y)]
    .filter((y) => y >= top && y <= bottom)
    .sort((a, b) => a - b);
  const [start, end] = ys
    .slice(1)
    .map((y, index) => [ys[index] as number, y] as const)
    .reduce((best, stretch) => (stretch[1] - stretch[0] > best[1] - best[0] ? stretch : best));
  const y = (start + end) / 2;
  return `<rect x="${lane.x - 13}" y="${y - 11}" width="26" height="22" rx="4" fill="#ffffff" stroke="#222222" stroke-width="1.8"/><text x="${lane.x}" y="${y + 6}" text-anchor="middle" font-size="16" font-weight="bold">${escapeXml(lane.net.joint)}</text>`;
};

const drawPart = (box: PlacedPart, language: Language): string => {
  const right = box.part.side === "right";
  const edge = right ? box.x : box.x + box.width;
  const textX = right ? edge + 14 : edge - 14;
  const anchor = right ? "start" : "end";
  const pins = box.pins.map(({ label, y, wire }) => {
    const end =
      wire === undefined
        ? `<path d="M${edge - 7} ${y - 7}l14 14m0 -14l-14 14" stroke="#222222" stroke-width="3"/>`
        : `<rect x="${edge - 5}" y="${y - 5}" width="10" height="10" fill="#222222"/>`;
    return `${end}<text x="${textX}" y="${y + 7}" text-anchor="${anchor}">${escapeXml(label)}</text>`;
  });
  return [
    `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8" fill="#ffffff" stroke="#222222" stroke-width="2.5"/>`,
    `<path d="M${box.x} ${box.y + 34}h${box.width}" stroke="#222222" stroke-width="1.5"/>`,
    `<text x="${box.x + box.width / 2}" y="${box.y + 25}" text-anchor="middle" font-weight="bold">${escapeXml(box.part.name[language])}</text>`,
    ...pins,
  ].join("");
};

/** The number of the wire beside each pin: a reader without colours follows the numbers. */
const drawNumbers = (box: PlacedPart): string =>
  box.pins
    .filter(({ wire }) => wire !== undefined)
    .map(({ wire, y }) => {
      const x = box.part.side === "right" ? box.x - 22 : box.x + box.width + 22;
      return `<circle cx="${x}" cy="${y}" r="13.5" fill="#ffffff" stroke="#222222" stroke-width="1.8"/><text x="${x}" y="${y + 6.5}" text-anchor="middle" font-size="${(wire ?? 0) > 9 ? 16.5 : 19}" font-weight="bold">${wire}</text>`;
    })
    .join("");

/**
 * A netlist as an SVG document that one can wire from: boxes with their pins, each wire in its own
 * lane with its number at every end, hops where wires cross, and the map of the numbered header.
 */
export const drawWiring = (netlist: Netlist, title: string, language: Language): string => {
  const layout = layOut(netlist, language);
  const map = headerMap(netlist, language, {
    x: sizes.margin,
    y: layout.height + 20,
    width: layout.width - 2 * sizes.margin,
  });
  const height = layout.height + (map === undefined ? 0 : map.height + 30);
  const description = wireTable(netlist, language)
    .map(
      ({ wire, colour, ends }) =>
        `${words[language].wire} ${wire} (${colour}) : ${ends.join(" – ")}`,
    )
    .join(". ");
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" lang="${language}" viewBox="0 0 ${Math.round(layout.width)} ${Math.round(height)}" role="img" aria-labelledby="wiring-title wiring-description" font-family="'DejaVu Sans', Verdana, sans-serif" font-size="${sizes.text}" fill="#111111">`,
    `<title id="wiring-title">${escapeXml(`${words[language].title} : ${title}`)}</title>`,
    `<desc id="wiring-description">${escapeXml(description)}</desc>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...layout.lanes.map((lane) => drawLane(netlist, lane)),
    ...layout.lanes.flatMap((lane) => lane.taps.map((tap) => drawTap(netlist, layout, lane, tap))),
    ...layout.lanes.map((lane) => drawJoint(layout, lane)),
    ...layout.parts.map((box) => drawPart(box, language)),
    ...layout.parts.map(drawNumbers),
    ...(map === undefined ? [] : [map.svg]),
    "</svg>",
  ].join("\n")}\n`;
};
