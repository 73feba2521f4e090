import type { Formats } from "../site/formats.ts";
import type { QuantityView } from "../stations/quantity.ts";
import { bandsOn, type Marks, wholeOf } from "./marks.ts";
import type { Picture } from "./picture.ts";
import type { Scale } from "./scale.ts";
import { arcsOf, bandOf, strokeOf } from "./stroke.ts";
import { markLabel, markStep, timeMarks } from "./time-axis.ts";

const WIDTH = 960;
const HEIGHT = 440;
const LEFT = 80;
const TOP = 84;
const BOX = { width: WIDTH - LEFT - 30, height: 280 };
const MOST_MARKS = 9;
/** The colours of the pages by day (hardware/src/look): a picture stands on any paper. */
const INK = "#15252a";
const SOFT = "#34484e";
const RULE = "#d3d9d3";
const ACCENT = "#0b4f54";
const lineColours = ["#0b6e73", INK, "#7a4b12", "#5a3f7a"] as const;
const dashes = ["", "10 6", "2 6", "14 5 2 5"] as const;
const bandColours = ["#c3f3ec", "#d7cf63", "#e68f36", "#9e231e", "#641048", "#190a2c"] as const;

export interface SvgOptions {
  readonly picture: Picture;
  readonly scale: Scale;
  readonly marks: Marks;
  readonly quantity: QuantityView;
  readonly formats: Formats;
  readonly zone: string;
  readonly language: string;
  /** Station, quantity and time. */
  readonly title: string;
  /** What stands below: who measured, under which licence. */
  readonly foot: string;
  /** Of each line. */
  readonly names: readonly string[];
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const text = (x: number, y: number, words: string, more = ""): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${SOFT}" font-size="16" ${more}>${escaped(words)}</text>`;

/** A chart as one SVG file, for documents and for people who share it: it needs no style sheet and no font of ours. */
export const chartSvg = ({
  picture,
  scale,
  marks,
  quantity,
  formats,
  zone,
  language,
  title,
  foot,
  names,
}: SvgOptions): string => {
  const { from, until } = wholeOf(picture);
  const x = (at: number) => LEFT + (BOX.width * (at - from)) / (until - from);
  const y = (value: number) =>
    TOP + BOX.height * (1 - (value - scale.low) / (scale.high - scale.low));
  const right = LEFT + BOX.width;
  const bottom = TOP + BOX.height;
  const step = markStep(until - from, MOST_MARKS);
  const label = markLabel(formats, step);
  const isCircular = picture.averaging === "circular";
  const bands = bandsOn(marks.bands, scale).map(({ level, low, high }) => {
    const place = `y="${y(high).toFixed(1)}" height="${(y(low) - y(high)).toFixed(1)}"`;
    const colour = bandColours[level - 1] ?? RULE;
    const number =
      y(low) - y(high) > 16
        ? `<text x="${LEFT + 8}" y="${((y(low) + y(high)) / 2 + 4).toFixed(1)}" font-size="12" font-weight="700" text-anchor="middle" fill="${level > 3 ? "#ffffff" : "#0b1517"}">${level}</text>`
        : "";
    return `<rect x="${LEFT}" width="${BOX.width}" ${place} fill="${colour}" opacity="0.16"/><rect x="${LEFT}" width="16" ${place} fill="${colour}"/>${number}`;
  });
  const remarks = marks.remarks.map((one) => {
    const [start, end] = [Math.max(from, one.from), Math.min(until, one.until)];
    return end <= start
      ? ""
      : `<rect x="${x(start).toFixed(1)}" y="${TOP}" width="${Math.max(2, x(end) - x(start)).toFixed(1)}" height="${BOX.height}" fill="${ACCENT}" opacity="0.15"><title>${escaped(one.label)}</title></rect>`;
  });
  const grid = [
    ...scale.ticks.map(
      (tick) =>
        `<path d="M${LEFT} ${y(tick).toFixed(1)}H${right}" stroke="${RULE}"/>${text(LEFT - 10, y(tick) + 5, formats.figure(tick, scale.digits), 'text-anchor="end"')}`,
    ),
    ...timeMarks({ from, until }, { step, zone }).map(
      (at) =>
        `<path d="M${x(at).toFixed(1)} ${TOP}V${bottom}" stroke="${RULE}"/>${text(x(at), bottom + 24, label(at), 'text-anchor="middle"')}`,
    ),
  ];
  const lines = picture.lines.map((line, index) => {
    const colour = lineColours[index % 4] ?? INK;
    const dash = dashes[index % 4];
    const spread = isCircular
      ? arcsOf(line, scale, BOX)
      : bandOf(line, picture.averaging, scale, BOX);
    const look = isCircular
      ? `stroke-width="5"`
      : `stroke-width="2.5"${dash ? ` stroke-dasharray="${dash}"` : ""}`;
    return `<g transform="translate(${LEFT} ${TOP})"><path d="${spread}" fill="${isCircular ? "none" : colour}" fill-opacity="0.2" stroke="${colour}" stroke-opacity="0.6"/><path d="${strokeOf(line, picture.averaging, scale, BOX)}" fill="none" stroke="${colour}" ${look} stroke-linejoin="round" stroke-linecap="round"/></g>`;
  });
  const thresholds = marks.thresholds.map(({ value, label: name }) => {
    const at = y(value);
    return `<path d="M${LEFT} ${at.toFixed(1)}H${right}" stroke="${INK}" stroke-width="2" stroke-dasharray="6 4"/><text x="${right - 4}" y="${(at > TOP + 22 ? at - 6 : at + 18).toFixed(1)}" text-anchor="end" font-size="15" font-weight="700" fill="${INK}" stroke="#ffffff" stroke-width="4" paint-order="stroke">${escaped(name)}</text>`;
  });
  const legend = names.map((name, index) => {
    const left = LEFT + index * 220;
    const dash = dashes[index % 4];
    return `<path d="M${left} 62h40" stroke="${lineColours[index % 4]}" stroke-width="2.5"${dash ? ` stroke-dasharray="${dash}"` : ""}/>${text(left + 50, 67, name)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" lang="${language}" role="img"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="#ffffff"/><text x="16" y="34" fill="${INK}" font-size="22" font-weight="700">${escaped(title)}</text>${legend.join("")}${text(16, 67, quantity.unit)}${bands.join("")}${remarks.join("")}${grid.join("")}${lines.join("")}${thresholds.join("")}${text(16, HEIGHT - 16, foot)}</svg>\n`;
};
