import { asciiOf } from "../bytes.ts";
import { xor } from "../checksums.ts";
import { bandLevels } from "../quantities/sound.ts";

/** The sound of one second, as a station's own level meter gives it: levels in dB, and no samples. */
export interface SoundLevels {
  readonly laeq: number;
  readonly lamin: number;
  readonly lamax: number;
  readonly lceq: number;
  readonly lzeq: number;
  /** Third octaves, lowest first, in the order of `bandLevels`. */
  readonly bands: readonly number[];
  /** No sample differed from another: a wire is off, or the microphone is. */
  readonly isDead: boolean;
  /** The converter was at its end. */
  readonly isClipped: boolean;
  /** The spectrum looks like wind on the microphone. */
  readonly isWindy: boolean;
}

const HEAD = "$PDCZL,";
const states = { isDead: "D", isClipped: "C", isWindy: "W" } as const;
const LINE = /^\$PDCZL,(-|D?C?W?),((?:-?\d{1,3}\.\d,)*-?\d{1,3}\.\d)\*([0-9A-F]{2})\r\n$/;
const COUNT = 5 + bandLevels.length;

/** Below 0 dB no microphone hears anything: a dead one would give minus infinity. */
const LEAST = 0;
const MOST = 999;

const figure = (level: number): string =>
  (Number.isNaN(level) ? LEAST : Math.min(MOST, Math.max(LEAST, level))).toFixed(1);

const checksumOf = (body: Uint8Array): string =>
  xor(body, 0, body.length).toString(16).toUpperCase().padStart(2, "0");

/** One line in the manner of NMEA 0183: `$PDCZL,state,LAeq,LAmin,LAmax,LCeq,LZeq,29 bands*hh`. */
export const lineOfLevels = (levels: SoundLevels): Uint8Array => {
  const state = Object.entries(states)
    .map(([name, letter]) => (levels[name as keyof typeof states] ? letter : ""))
    .join("");
  const { laeq, lamin, lamax, lceq, lzeq, bands } = levels;
  const figures = [laeq, lamin, lamax, lceq, lzeq, ...bands].map(figure);
  const encode = new TextEncoder();
  const body = encode.encode([HEAD.slice(1, -1), state || "-", ...figures].join(","));
  return encode.encode(`$${asciiOf(body)}*${checksumOf(body)}\r\n`);
};

/** What a whole, checked line says; undefined for anything else. */
export const levelsOfLine = (line: Uint8Array): SoundLevels | undefined => {
  const [, state = "", text = "", stated] = LINE.exec(asciiOf(line)) ?? [];
  const figures = text.split(",").map(Number);
  if (stated === undefined || figures.length !== COUNT) return undefined;
  if (checksumOf(line.subarray(1, line.length - 5)) !== stated) return undefined;
  const [laeq = 0, lamin = 0, lamax = 0, lceq = 0, lzeq = 0, ...bands] = figures;
  return {
    ...{ laeq, lamin, lamax, lceq, lzeq, bands },
    isDead: state.includes(states.isDead),
    isClipped: state.includes(states.isClipped),
    isWindy: state.includes(states.isWindy),
  };
};

/** How long a line of levels is that begins here; 0 where none does. */
export const lengthOfLevels = (bytes: Uint8Array): number => {
  if (asciiOf(bytes.subarray(0, HEAD.length)) !== HEAD) return 0;
  const end = bytes.indexOf(0x0a) + 1;
  return levelsOfLine(bytes.subarray(0, end)) === undefined ? 0 : end;
};
