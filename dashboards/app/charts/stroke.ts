import type { Line } from "./picture.ts";
import type { Scale } from "./scale.ts";

/** The box in which a line is drawn; x runs over the picture's slots, y downwards. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/**
 * A line as SVG path data. It is broken where a slot is empty. A reading between two gaps is a
 * stroke of no length, which a round line cap shows as a dot.
 */
export const strokeOf = (line: Line, scale: Scale, box: Box): string => {
  const { slots } = line;
  const y = (value: number) =>
    round(box.height * (1 - (value - scale.low) / (scale.high - scale.low)));
  return slots
    .map((slot, index) => {
      if (slot === null) return "";
      // The mean of a slot stands at its middle.
      const x = round((box.width * (index + 0.5)) / slots.length);
      const continues = slots[index - 1] != null;
      const alone = !continues && slots[index + 1] == null;
      return `${continues ? "L" : "M"}${x} ${y(slot.mean)}${alone ? "h0" : ""}`;
    })
    .join("");
};

const round = (value: number) => Math.round(value * 10) / 10;
