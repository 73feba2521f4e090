import { type Circuit, readCircuit } from "../circuit.ts";
import type { Language } from "../language.ts";
import type { Net, Netlist, Part, Pin } from "../netlist.ts";

/** Measures of the drawing, in its own units: 800 of them fill the width of a printed A4 page. */
export const sizes = {
  text: 21,
  /** From one pin to the next. */
  row: 32,
  /** From the top of a box to its first pin. */
  head: 54,
  foot: 18,
  gap: 22,
  margin: 8,
  /** Width of a character of the label font, on average and on the safe side. */
  character: 11.6,
  lane: 17,
  /** From a box to the first lane, where the wire's number stands. */
  stub: 44,
} as const;

export interface PlacedPin {
  readonly pin: Pin;
  readonly label: string;
  readonly y: number;
  /** The number of its wire; none for a pin that stays free. */
  readonly wire?: number;
}

export interface PlacedPart {
  readonly part: Part;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly pins: readonly PlacedPin[];
}

export interface Tap {
  readonly y: number;
  /** From which side of the lanes the wire comes. */
  readonly side: "left" | "right";
}

export interface Lane {
  readonly wire: number;
  readonly net: Net;
  readonly x: number;
  readonly taps: readonly Tap[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly PlacedPart[];
  readonly lanes: readonly Lane[];
}

/** The wire numbers of a kit: the order of its nets, from 1. */
export const wireNumber = (netlist: Netlist, net: Net): number => netlist.nets.indexOf(net) + 1;

const pinLabel = (pin: Pin): string =>
  pin.position === undefined ? pin.name : `${pin.name.replace(/ \d+$/, "")} (${pin.position})`;

const free = { fr: " : libre", en: ": free" } as const;

/** Pins worth drawing: those with a wire, and those that must stay without. */
const drawnPins = (circuit: Circuit, part: Part): readonly Pin[] =>
  part.pins.filter((pin) => pin.connect === "never" || circuit.netOf({ part, pin }) !== undefined);

/**
 * Stacks boxes from the top. Pins stand on a grid of rows, those of the right column half a row
 * lower: a wire from the left and a wire from the right never run on one another.
 */
const placeColumn = (
  circuit: Circuit,
  parts: readonly Part[],
  language: Language,
  orders: ReadonlyMap<Part, readonly Pin[]>,
  phase: number,
): PlacedPart[] => {
  let top: number = sizes.margin;
  const placed = parts.map((part): PlacedPart => {
    const first = Math.ceil((top + sizes.head) / sizes.row - phase) + phase;
    const pins = (orders.get(part) ?? []).map((pin, index): PlacedPin => {
      const joined = circuit.netOf({ part, pin });
      return {
        pin,
        label: pinLabel(pin) + (pin.connect === "never" ? free[language] : ""),
        y: (first + index) * sizes.row,
        ...(joined === undefined ? {} : { wire: wireNumber(circuit.netlist, joined.net) }),
      };
    });
    const longest = Math.max(
      part.name[language].length * 1.1,
      ...pins.map(({ label }) => label.length),
    );
    const y = first * sizes.row - sizes.head;
    const height = sizes.head + sizes.row * (pins.length - 1) + sizes.foot;
    top = y + height + sizes.gap;
    return { part, x: 0, y, width: Math.ceil(longest * sizes.character) + 22, height, pins };
  });
  const width = Math.max(...placed.map((box) => box.width));
  return placed.map((box) => ({ ...box, width }));
};

/** How many times a wire's way to its lane crosses another lane. */
const crossings = (lanes: readonly Omit<Lane, "x">[]): number => {
  const spans = lanes.map(({ taps }) => {
    const ys = taps.map(({ y }) => y);
    return [Math.min(...ys), Math.max(...ys)] as const;
  });
  let count = 0;
  lanes.forEach(({ taps }, own) => {
    for (const { y, side } of taps)
      spans.forEach(([top, bottom], other) => {
        const between = side === "left" ? other < own : other > own;
        if (between && y > top && y < bottom) count += 1;
      });
  });
  return count;
};

/** Lanes in the order with the fewest crossings that moving one lane at a time can reach. */
const sortLanes = <T extends Omit<Lane, "x">>(lanes: readonly T[]): T[] => {
  let best = [...lanes];
  let fewest = crossings(best);
  for (let better = true; better; ) {
    better = false;
    for (let from = 0; from < best.length; from++)
      for (let to = 0; to < best.length; to++) {
        const moved = [...best];
        moved.splice(to, 0, ...moved.splice(from, 1));
        const count = crossings(moved);
        if (count >= fewest) continue;
        [best, fewest, better] = [moved, count, true];
      }
  }
  return best;
};

const centre = ({ height, parts }: { height: number; parts: readonly PlacedPart[] }) => {
  const last = parts.at(-1);
  const own = last === undefined ? 0 : last.y + last.height + sizes.margin;
  const shift = Math.max(0, Math.floor((height - own) / 2 / sizes.row) * sizes.row);
  return parts.map((box) => ({
    ...box,
    y: box.y + shift,
    pins: box.pins.map((pin) => ({ ...pin, y: pin.y + shift })),
  }));
};

/**
 * Places parts in two columns and every net in a lane of its own between them: no wire lies on
 * another. Pins of the boards on the left are put in the order of what they lead to, so that wires
 * cross little; their printed numbers, and the map of the header, say where they really are.
 */
export const layOut = (netlist: Netlist, language: Language): Layout => {
  const circuit = readCircuit(netlist);
  const [left, right] = (["left", "right"] as const).map((side) =>
    netlist.parts.filter((part) => part.side === side),
  ) as [Part[], Part[]];
  const natural = new Map(netlist.parts.map((part) => [part, drawnPins(circuit, part)] as const));
  const rightBoxes = placeColumn(circuit, right, language, natural, 0.5);
  const meanY = (part: Part, pin: Pin): number => {
    const net = circuit.netOf({ part, pin })?.net;
    const wire = net === undefined ? undefined : wireNumber(netlist, net);
    const ys = rightBoxes.flatMap((box) =>
      box.pins.filter((placed) => placed.wire === wire).map(({ y }) => y),
    );
    return ys.length === 0 ? -1 : ys.reduce((sum, y) => sum + y, 0) / ys.length;
  };
  const ordered = new Map(
    left.map((part) => [
      part,
      // A small part keeps the order of its legs.
      part.pins.length <= 4
        ? (natural.get(part) ?? [])
        : [...(natural.get(part) ?? [])].sort((a, b) => meanY(part, a) - meanY(part, b)),
    ]),
  );
  const leftBoxes = placeColumn(circuit, left, language, ordered, 0);
  const bottom = (boxes: readonly PlacedPart[]) =>
    boxes.reduce((low, box) => Math.max(low, box.y + box.height), 0) + sizes.margin;
  const height = Math.max(bottom(leftBoxes), bottom(rightBoxes));
  const leftWidth = leftBoxes[0]?.width ?? 0;
  const rightWidth = rightBoxes[0]?.width ?? 0;
  const laneCount = netlist.nets.length;
  const lanesFrom = sizes.margin + leftWidth + sizes.stub;
  const rightX = lanesFrom + (laneCount - 1) * sizes.lane + sizes.stub;
  const placedLeft = centre({ height, parts: leftBoxes }).map((box) => ({
    ...box,
    x: sizes.margin,
  }));
  const placedRight = centre({ height, parts: rightBoxes }).map((box) => ({ ...box, x: rightX }));
  const taps = (wire: number): Tap[] =>
    [...placedLeft, ...placedRight].flatMap(({ part, pins }) =>
      pins.filter((pin) => pin.wire === wire).map(({ y }) => ({ y, side: part.side })),
    );
  const lanes = sortLanes(
    netlist.nets.map((net) => {
      const wire = wireNumber(netlist, net);
      return { wire, net, taps: taps(wire) };
    }),
  ).map((lane, index) => ({ ...lane, x: lanesFrom + index * sizes.lane }));
  return {
    width: rightX + rightWidth + sizes.margin,
    height,
    parts: [...placedLeft, ...placedRight],
    lanes,
  };
};
