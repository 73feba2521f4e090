/** Millimetres, with the board's lower left corner as origin. */
export interface Board {
  readonly length: number;
  readonly width: number;
  /** With what is soldered on it, for drawings. */
  readonly height: number;
  readonly holes: readonly (readonly [x: number, y: number])[];
  /** Of the pilot hole in the post, for the screw that the kit's parts list gives. */
  readonly pilot: number;
  readonly source: string;
}

/** Boards that are screwed on posts. */
export const boards = {
  "raspberry-pi-4": {
    length: 85,
    width: 56,
    height: 17,
    holes: [
      [3.5, 3.5],
      [61.5, 3.5],
      [3.5, 52.5],
      [61.5, 52.5],
    ],
    pilot: 2.1,
    source:
      "Raspberry Pi mechanical drawings (2B to 4B): holes of 2.7 mm, 58 × 49 mm apart, 3.5 mm from the edge",
  },
  "raspberry-pi-zero": {
    length: 65,
    width: 30,
    height: 13,
    holes: [
      [3.5, 3.5],
      [61.5, 3.5],
      [3.5, 26.5],
      [61.5, 26.5],
    ],
    pilot: 2.1,
    source: "Raspberry Pi Zero mechanical drawing: holes 58 × 23 mm apart, 3.5 mm from the edge",
  },
  sds011: {
    length: 70,
    width: 71,
    height: 23,
    holes: [
      [5, 11],
      [65, 11],
      [46, 66],
    ],
    pilot: 2.5,
    source:
      "Nova Fitness SDS011: 71 × 70 × 23 mm; three M3 holes 60 mm apart, the third 41 and 55 mm from the first, as two independent public OpenSCAD mounts agree",
  },
} as const satisfies Record<string, Board>;
export type BoardName = keyof typeof boards;

/** A body that stands in a cradle: no screw. */
export interface Body {
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly source: string;
}

export const bodies = {
  sps30: {
    length: 40.6,
    width: 12.2,
    height: 40.6,
    source: "Sensirion SPS30 datasheet v1.0, section 7: 41 × 41 × 12 mm; it stands on its air side",
  },
  pms5003: {
    length: 50,
    width: 38,
    height: 21,
    source: "Plantower PMS5003 series data manual V2.3: 50 × 38 × 21 mm",
  },
  "opc-n3": {
    length: 63.5,
    width: 60,
    height: 75,
    source:
      "Alphasense OPC-N3 specification: 75 × 63.5 × 60 mm; it stands with its inlet down. Measure yours before printing",
  },
  "battery-holder-4d": {
    length: 139,
    width: 71,
    height: 35,
    source:
      "Two rows of two LR20 (34.2 × 61.5 mm each, IEC 60086-2) and the holder's walls. Measure yours before printing",
  },
  "poe-splitter": {
    length: 72,
    width: 26,
    height: 22,
    source: "Common 802.3af splitters with a lead. Measure yours before printing",
  },
  stripboard: {
    length: 50,
    width: 40,
    height: 15,
    source: "Half a 50 × 80 mm stripboard, cut in the workshop",
  },
} as const satisfies Record<string, Body>;
export type BodyName = keyof typeof bodies;
