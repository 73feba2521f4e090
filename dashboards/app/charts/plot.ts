import type UPlotClass from "uplot";
import type { Formats } from "../site/formats.ts";
import { columnsOfDetail, columnsOfPicture, middle } from "./columns.ts";
import { followFingers } from "./fingers.ts";
import { bandsOn, type Detail, type Marks, type Part } from "./marks.ts";
import { nameOf, type Picture } from "./picture.ts";
import type { Scale } from "./scale.ts";
import { arcPieces } from "./stroke.ts";
import { markLabel, markStep, timeMarks } from "./time-axis.ts";

/** What the plot shows at this moment. */
export interface Drawing {
  readonly picture: Picture;
  /** Readings one by one, in place of the picture's means. */
  readonly detail: Detail | undefined;
  readonly scale: Scale;
  readonly part: Part;
  readonly marks: Marks;
}

export interface PlotOptions {
  readonly UPlot: typeof UPlotClass;
  readonly element: HTMLElement;
  readonly drawing: () => Drawing;
  readonly formats: Formats;
  readonly zone: string;
  /** An instant (UTC ms) was pointed at in the plot. */
  readonly onLook: (at: number) => void;
  /** A part was chosen: with the mouse, or with two fingers. Undefined asks for the whole. */
  readonly onPart: (part: Part | undefined) => void;
  readonly signal: AbortSignal;
}

export interface Plot {
  /** Draws what `drawing` gives now. */
  readonly redraw: () => void;
  /** Puts the cursor on an instant. */
  readonly point: (at: number) => void;
}

export const PLOT_HEIGHT = 300;
const FONT = "16px system-ui, sans-serif";
/** A label of time is no wider than this, with the room around it. */
const LABEL_WIDTH = 88;
/** As in the style sheet's `.line-0` to `.line-3`: a line is told by its dashes too. */
const dashes = [[], [10, 6], [2, 6], [14, 5, 2, 5]];
/** A drag that is shorter is a click. */
const LEAST_DRAG = 8;

/** Starts uPlot in `element` and keeps it at the element's width until `signal` aborts. */
export const startPlot = (options: PlotOptions): Plot => {
  const { UPlot, element, drawing, signal, onPart, onLook } = options;
  // The lines of a plot are fixed when it starts; a sensor that joins gets a new plot.
  let shown = "";
  let plot: UPlotClass | undefined;
  const redraw = () => {
    const now = drawing();
    const lines = now.detail?.lines ?? now.picture.lines;
    const present = [now.detail === undefined ? "means" : "readings", ...lines.map(nameOf)].join();
    if (plot !== undefined && present === shown) return plot.setData(dataOf(now));
    shown = present;
    const before = plot;
    plot = new UPlot(settings(options), dataOf(now), element);
    // Not sooner: a place without a plot is not displayed, and has no width to give to the next.
    before?.destroy();
    followFingers(plot.over, {
      part: () => drawing().part,
      onLook,
      onPart,
      signal,
    });
    plot.over.addEventListener("dblclick", () => onPart(undefined), { signal });
  };
  redraw();

  const resized = new ResizeObserver(() =>
    plot?.setSize({ width: element.clientWidth, height: PLOT_HEIGHT }),
  );
  resized.observe(element);
  // Colours are read from the style sheet when the plot is drawn.
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"])
    matchMedia(query).addEventListener("change", () => plot?.redraw(), { signal });
  signal.addEventListener("abort", () => {
    resized.disconnect();
    plot?.destroy();
  });
  return {
    redraw,
    point: (at) => {
      const left = plot?.valToPos(at / 1000, "x") ?? -1;
      plot?.setCursor({ left, top: 0 }, false);
    },
  };
};

const BAND_ALPHA = 0.2;
/** A band as narrow as one short peak is seen by its edge. */
const EDGE_ALPHA = 0.6;

/** A colour of the style sheet that lets what is behind it through. Names of the system's colours stay as they are. */
const faded = (colour: string, alpha: number): string =>
  /^#[\da-f]{6}$/i.test(colour)
    ? `${colour}${Math.round(alpha * 255)
        .toString(16)
        .padStart(2, "0")}`
    : colour;

/** Columns as uPlot takes them, with instants in seconds. */
const dataOf = ({ picture, detail }: Drawing): UPlotClass.AlignedData => {
  const { instants, values } =
    detail === undefined ? columnsOfPicture(picture) : columnsOfDetail(detail);
  return [
    instants.map((at) => at / 1000),
    ...(values as UPlotClass.AlignedData[1][]),
  ] as UPlotClass.AlignedData;
};

const settings = ({
  element,
  drawing,
  formats,
  zone,
  onLook,
  onPart,
}: PlotOptions): UPlotClass.Options => {
  const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(name).trim();
  const { picture, detail } = drawing();
  const isCircular = picture.averaging === "circular";
  const hasExtremes = detail === undefined && !isCircular;
  const lines = detail?.lines ?? picture.lines;
  const step = (plot: UPlotClass) => {
    const { from, until } = drawing().part;
    return markStep(
      until - from,
      Math.max(2, Math.floor(plot.bbox.width / devicePixelRatio / LABEL_WIDTH)),
    );
  };
  const axis: UPlotClass.Axis = {
    font: FONT,
    stroke: colour("--ink-soft"),
    grid: { stroke: colour("--rule"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: PLOT_HEIGHT,
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG },
      points: { size: 10 },
    },
    scales: {
      x: { time: false, range: () => [drawing().part.from / 1000, drawing().part.until / 1000] },
      y: { range: () => [drawing().scale.low, drawing().scale.high] },
    },
    series: [
      {},
      ...lines.flatMap((_, index): UPlotClass.Series[] => {
        const stroke = colour(`--line-${index % 4}`);
        const main = {
          stroke,
          width: detail === undefined ? 2.5 : 1.5,
          dash: dashes[index % 4] ?? [],
          spanGaps: false,
          ...(isCircular ? { paths: () => null } : {}),
          points: { show: true, size: 5, fill: stroke, ...(isCircular ? {} : { filter: alone }) },
        };
        const extreme = {
          stroke: () => faded(stroke(), EDGE_ALPHA),
          width: 1,
          points: { show: false },
        };
        return hasExtremes ? [main, extreme, extreme] : [main];
      }),
    ],
    bands: hasExtremes
      ? lines.map((_, index) => ({
          series: [3 * index + 2, 3 * index + 3] as [number, number],
          fill: () => faded(colour(`--line-${index % 4}`)(), BAND_ALPHA),
        }))
      : [],
    axes: [
      {
        ...axis,
        splits: (plot) =>
          timeMarks(drawing().part, { step: step(plot), zone }).map((at) => at / 1000),
        values: (plot, instants) => instants.map((at) => markLabel(formats, step(plot))(at * 1000)),
      },
      {
        ...axis,
        size: (_, labels) => 20 + 9 * Math.max(1, ...(labels ?? []).map((label) => label.length)),
        splits: () => [...drawing().scale.ticks],
        values: (_, ticks) => ticks.map((tick) => formats.figure(tick, drawing().scale.digits)),
      },
    ],
    hooks: {
      drawClear: [(plot) => drawBehind(plot, drawing(), colour)],
      drawAxes:
        isCircular && detail === undefined
          ? [(plot) => drawArcs(plot, drawing().picture, colour)]
          : [],
      draw: [(plot) => drawThresholds(plot, drawing(), colour)],
      setCursor: [
        ({ cursor, data }) => {
          const at = cursor.idx == null ? undefined : data[0][cursor.idx];
          if (at !== undefined && (cursor.left ?? -1) >= 0) onLook(at * 1000);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < LEAST_DRAG) return;
          const [from, until] = [left, left + width].map((x) => plot.posToVal(x, "x") * 1000);
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (from !== undefined && until !== undefined) onPart({ from, until });
        },
      ],
    },
  };
};

const STRIP = 12;

type Colour = (name: string) => () => string;

/** Bands of an index as a strip at the left with their numbers, and the times of which somebody said something. */
const drawBehind = (plot: UPlotClass, { marks, scale, part }: Drawing, colour: Colour): void => {
  const { ctx, bbox } = plot;
  const { left, top, width, height } = bbox;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const { from, until } of marks.remarks) {
    const [start, end] = [Math.max(from, part.from), Math.min(until, part.until)];
    if (end <= start) continue;
    const x = plot.valToPos(start / 1000, "x", true);
    const end_ = plot.valToPos(end / 1000, "x", true);
    ctx.fillStyle = faded(colour("--accent")(), 0.12);
    ctx.fillRect(x, top, Math.max(2 * ratio, end_ - x), height);
    ctx.fillStyle = colour("--accent")();
    ctx.fillRect(x, top, Math.max(2 * ratio, end_ - x), 4 * ratio);
  }
  ctx.font = `700 ${12 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const { level, low, high } of bandsOn(marks.bands, scale)) {
    const bottom = plot.valToPos(low, "y", true);
    const upper = plot.valToPos(high, "y", true);
    ctx.fillStyle = faded(colour(`--band-${level}`)(), 0.16);
    ctx.fillRect(left, upper, width, bottom - upper);
    ctx.fillStyle = colour(`--band-${level}`)();
    ctx.fillRect(left, upper, STRIP * ratio, bottom - upper);
    ctx.fillStyle = colour(`--on-band-${level}`)();
    if (bottom - upper > 14 * ratio)
      ctx.fillText(String(level), left + (STRIP / 2) * ratio, (bottom + upper) / 2);
  }
  ctx.restore();
};

/** Names of guidelines, in CSS pixels. */
const LABEL = 15;
const LEAST_LABEL = 11;
const labelFont = (size: number) => `700 ${size}px system-ui, sans-serif`;

/** Guidelines, each with its name. */
const drawThresholds = (plot: UPlotClass, { marks }: Drawing, colour: Colour): void => {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = 2 * ratio;
  ctx.setLineDash([6 * ratio, 4 * ratio]);
  ctx.textAlign = "right";
  // Beside the strip of the bands, and no wider than the rest.
  const room = bbox.width - (STRIP + 8) * ratio;
  for (const { value, label } of marks.thresholds) {
    ctx.font = labelFont(LABEL * ratio);
    const { width } = ctx.measureText(label);
    if (width > room) ctx.font = labelFont(Math.max(LEAST_LABEL, LABEL * (room / width)) * ratio);
    const y = plot.valToPos(value, "y", true);
    ctx.strokeStyle = colour("--ink")();
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    const hasRoom = y - bbox.top > 22 * ratio;
    ctx.textBaseline = hasRoom ? "bottom" : "top";
    const place = [bbox.left + bbox.width - 4 * ratio, y + (hasRoom ? -4 : 4) * ratio] as const;
    // A rim in the colour of the paper: the label is read where a line crosses it.
    ctx.save();
    ctx.setLineDash([]);
    ctx.lineWidth = 4 * ratio;
    ctx.strokeStyle = colour("--surface")();
    ctx.strokeText(label, ...place);
    ctx.restore();
    ctx.fillStyle = colour("--ink")();
    ctx.fillText(label, ...place);
  }
  ctx.restore();
};

/** Between which directions the readings of each slot lie, as upright strokes under the means. */
const drawArcs = (plot: UPlotClass, picture: Picture, colour: Colour): void => {
  const { ctx } = plot;
  ctx.save();
  ctx.lineWidth = 2 * devicePixelRatio;
  for (const [line, { slots }] of picture.lines.entries()) {
    ctx.strokeStyle = faded(colour(`--line-${line % 4}`)(), EDGE_ALPHA);
    ctx.beginPath();
    for (const [index, slot] of slots.entries())
      for (const [low, high] of slot === null ? [] : arcPieces(slot)) {
        const x = plot.valToPos(middle(picture, index) / 1000, "x", true);
        ctx.moveTo(x, plot.valToPos(low, "y", true));
        ctx.lineTo(x, plot.valToPos(high, "y", true));
      }
    ctx.stroke();
  }
  ctx.restore();
};

/** Points are drawn only where a reading stands between gaps: a line needs two. */
const alone: UPlotClass.Series.Points.Filter = (plot, line) => {
  // Undefined is no gap: another line has a reading there.
  const values = plot.data[line] ?? [];
  const found: number[] = [];
  let before: number | null | undefined = null;
  let last = -1;
  let isFirst = false;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === undefined) continue;
    if (value === null) {
      if (isFirst && last >= 0) found.push(last);
      isFirst = false;
    } else {
      isFirst = before == null;
      last = index;
    }
    before = value;
  }
  if (isFirst && last >= 0) found.push(last);
  return found;
};
