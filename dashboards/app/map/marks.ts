import { LEVELS } from "../design/level.ts";
import { MARK, NAME, STRIPES } from "./map-style.ts";

/** A picture for the map, drawn in the letters and colours of the page. */
export interface Drawn {
  readonly image: ImageData;
  /** How many of its points are one of the page. */
  readonly ratio: number;
}

export interface MarkLook {
  /** Of a band, or of what is not known (0). */
  readonly band: (level: number) => { readonly fill: string; readonly ink: string };
  readonly ink: string;
  readonly paper: string;
  readonly edge: string;
  readonly face: string;
}

/** As on every page: bars that rise like a street, as many full as the band has steps. */
const bars = (pen: CanvasRenderingContext2D, level: number, x: number, y: number): void => {
  for (const step of LEVELS) {
    const height = 2 + step * 1.4;
    pen.beginPath();
    pen.rect(x + (step - 1) * 5, y - height, 3, height);
    if (step <= level) pen.fill();
    else {
      pen.lineWidth = 0.75;
      pen.stroke();
    }
  }
};

const canvas = (width: number, height: number, ratio: number) => {
  const element = document.createElement("canvas");
  element.width = Math.ceil(width * ratio);
  element.height = Math.ceil(height * ratio);
  const pen = element.getContext("2d");
  if (pen === null) throw new Error("This browser draws no pictures.");
  pen.scale(ratio, ratio);
  const image = (): Drawn => ({
    image: pen.getImageData(0, 0, element.width, element.height),
    ratio,
  });
  return { pen, image };
};

/** Beside a mark, for how many stations it stands: on both sides, so that its middle stays where it was. */
const BESIDE = 16;

const badge = (
  pen: CanvasRenderingContext2D,
  text: string,
  right: number,
  look: MarkLook,
): void => {
  pen.font = `700 13px ${look.face}`;
  const width = pen.measureText(text).width + 8;
  pen.beginPath();
  pen.rect(right - width, 0, width, 18);
  pen.fillStyle = look.ink;
  pen.fill();
  pen.fillStyle = look.paper;
  pen.fillText(text, right - width / 2, 10);
};

/**
 * One station: a square with its figure. Several: a circle with the figure in their middle, and how many they are. Both as
 * large as a finger.
 */
const mark = (name: string, look: MarkLook, ratio: number): Drawn => {
  const [levelText = "0", text = "", count = "1"] = name.split("/");
  const level = Number(levelText);
  const isSeveral = count !== "1";
  const { fill, ink } = look.band(level);
  const size = 46;
  const width = size + Math.max(0, text.length - 3) * 9;
  const side = isSeveral ? BESIDE : 0;
  const { pen, image } = canvas(width + 2 * side + 4, size + 4, ratio);
  pen.translate(2 + side, 2);
  pen.beginPath();
  pen.roundRect?.(0, 0, width, size, isSeveral ? size / 2 : 9);
  if (pen.roundRect === undefined) pen.rect(0, 0, width, size);
  pen.fillStyle = fill;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = ink;
  if (level === 0) pen.setLineDash([4, 3]);
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = ink;
  pen.font = `700 17px ${look.face}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, width / 2, level === 0 ? size / 2 + 1 : size / 2 - 4);
  if (level > 0) bars(pen, level, width / 2 - 14, size - (isSeveral ? 9 : 6));
  if (isSeveral) badge(pen, `×${count}`, width + side, look);
  return image();
};

const name = (text: string, look: MarkLook, ratio: number): Drawn => {
  const font = `16px ${look.face}`;
  const { pen: ruler } = canvas(1, 1, 1);
  ruler.font = font;
  const width = Math.min(320, ruler.measureText(text).width);
  const { pen, image } = canvas(width + 10, 26, ratio);
  pen.font = font;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = look.paper;
  pen.strokeText(text, 5, 14, width);
  pen.fillStyle = look.ink;
  pen.fillText(text, 5, 14, width);
  return image();
};

/** A tile of a pattern: its lines meet those of the next. */
const stripes = (look: MarkLook): Drawn => {
  const { pen, image } = canvas(16, 16, 1);
  pen.strokeStyle = look.edge;
  pen.lineWidth = 2;
  for (const x of [-16, 0, 16]) {
    pen.beginPath();
    pen.moveTo(x, 16);
    pen.lineTo(x + 16, 0);
    pen.stroke();
  }
  return image();
};

/** The picture that a style names; undefined when none has this name. */
export const drawPicture = (id: string, look: MarkLook, ratio: number): Drawn | undefined => {
  if (id === STRIPES) return stripes(look);
  if (id.startsWith(MARK)) return mark(id.slice(MARK.length), look, ratio);
  if (id.startsWith(NAME)) return name(id.slice(NAME.length), look, ratio);
  return undefined;
};
