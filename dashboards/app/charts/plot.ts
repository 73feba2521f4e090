import type UPlotClass from "uplot";
import type { Formats } from "../site/formats.ts";
import { nameOf, type Picture } from "./picture.ts";
import type { Scale } from "./scale.ts";
import { arcPieces, highest, lowest, shownMean } from "./stroke.ts";
import { hourMarks } from "./time-axis.ts";

/** What the plot shows at this moment. */
export interface Drawing {
  readonly picture: Picture;
  readonly scale: Scale;
}

export interface PlotOptions {
  readonly UPlot: typeof UPlotClass;
  readonly element: HTMLElement;
  readonly drawing: () => Drawing;
  readonly formats: Formats;
  readonly zone: string;
  /** A slot was pointed at in the plot. */
  readonly onLook: (index: number) => void;
  readonly signal: AbortSignal;
}

export interface Plot {
  /** Draws what `drawing` gives now. */
  readonly redraw: () => void;
  /** Puts the cursor on a slot. */
  readonly point: (index: number) => void;
}

const HEIGHT = 300;
const FONT = "16px system-ui, sans-serif";
const NARROW = 560;
/** As in the style sheet's `.line-0` to `.line-3`: a line is told by its dashes too. */
const dashes = [[], [10, 6], [2, 6], [14, 5, 2, 5]];

/** Starts uPlot in `element` and keeps it at the element's width until `signal` aborts. */
export const startPlot = (options: PlotOptions): Plot => {
  const { UPlot, element, drawing, signal } = options;
  // The lines of a plot are fixed when it starts; a sensor that joins gets a new plot.
  let sensors = "";
  let plot: UPlotClass | undefined;
  const redraw = () => {
    const { picture } = drawing();
    const present = picture.lines.map(nameOf).join();
    if (plot !== undefined && present === sensors) return plot.setData(dataOf(picture));
    plot?.destroy();
    sensors = present;
    plot = new UPlot(settings(options), dataOf(picture), element);
  };
  redraw();

  const resized = new ResizeObserver(() =>
    plot?.setSize({ width: element.clientWidth, height: HEIGHT }),
  );
  resized.observe(element);
  // Colours are read from the style sheet when the plot is drawn.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot?.redraw(), {
    signal,
  });
  signal.addEventListener("abort", () => {
    resized.disconnect();
    plot?.destroy();
  });
  return {
    redraw,
    point: (index) => {
      const { picture } = drawing();
      const left = plot?.valToPos(middle(picture, index), "x") ?? -1;
      plot?.setCursor({ left, top: 0 }, false);
    },
  };
};

const middle = ({ from, every }: Picture, index: number): number =>
  (from + (index + 0.5) * every) / 1000;

const BAND_ALPHA = "33";
/** A band as narrow as one short peak is seen by its edge. */
const EDGE_ALPHA = "99";

/**
 * Columns as uPlot takes them: instants in seconds, then for each line its means, its highest and its
 * lowest readings, or null where there is none. Of directions arcs are drawn instead.
 */
const dataOf = (picture: Picture): UPlotClass.AlignedData => [
  Array.from({ length: picture.size }, (_, index) => middle(picture, index)),
  ...picture.lines.flatMap(({ slots }) => [
    slots.map((slot) => shownMean(slot, picture.averaging)),
    ...(picture.averaging === "circular"
      ? []
      : [highest, lowest].map((extreme) =>
          slots.map((slot) => (slot && slot.sums.count > 0 ? extreme(slot) : null)),
        )),
  ]),
];

/** The index of a line's column of means; its extremes stand in the two after it. */
const columnOf = (line: number, averaging: Picture["averaging"]): number =>
  averaging === "circular" ? line + 1 : 3 * line + 1;

const settings = ({ element, drawing, formats, zone, onLook }: PlotOptions): UPlotClass.Options => {
  const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(name).trim();
  const { picture } = drawing();
  const { averaging } = picture;
  const isCircular = averaging === "circular";
  const start = () => drawing().picture.from / 1000;
  const end = () => start() + (drawing().picture.size * drawing().picture.every) / 1000;
  const axis: UPlotClass.Axis = {
    font: FONT,
    stroke: colour("--ink-soft"),
    grid: { stroke: colour("--rule"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 10 } },
    scales: {
      x: { time: false, range: () => [start(), end()] },
      y: { range: () => [drawing().scale.low, drawing().scale.high] },
    },
    series: [
      {},
      ...picture.lines.flatMap((_, index): UPlotClass.Series[] => {
        const stroke = colour(`--line-${index % 4}`);
        const mean = {
          stroke,
          width: 2.5,
          dash: dashes[index % 4] ?? [],
          spanGaps: false,
          ...(isCircular ? { paths: () => null } : {}),
          points: { show: true, size: 5, fill: stroke, ...(isCircular ? {} : { filter: alone }) },
        };
        const extreme = {
          stroke: () => `${stroke()}${EDGE_ALPHA}`,
          width: 1,
          points: { show: false },
        };
        return isCircular ? [mean] : [mean, extreme, extreme];
      }),
    ],
    bands: isCircular
      ? []
      : picture.lines.map((_, index) => {
          const column = columnOf(index, averaging);
          return {
            series: [column + 1, column + 2],
            fill: () => `${colour(`--line-${index % 4}`)()}${BAND_ALPHA}`,
          };
        }),
    axes: [
      {
        ...axis,
        splits: (plot) => {
          const hours = plot.width < NARROW ? 6 : 3;
          const window = { from: start() * 1000, until: end() * 1000 };
          return hourMarks(window, { hours, zone }).map((at) => at / 1000);
        },
        values: (_, instants) => instants.map((at) => formats.clock(at * 1000)),
      },
      {
        ...axis,
        size: (_, labels) => 20 + 9 * Math.max(1, ...(labels ?? []).map((label) => label.length)),
        splits: () => [...drawing().scale.ticks],
        values: (_, ticks) => ticks.map((tick) => formats.figure(tick, drawing().scale.digits)),
      },
    ],
    hooks: {
      drawAxes: isCircular ? [(plot) => drawArcs(plot, drawing().picture, colour)] : [],
      setCursor: [
        ({ cursor }) => {
          if (cursor.idx != null && (cursor.left ?? -1) >= 0) onLook(cursor.idx);
        },
      ],
    },
  };
};

/** Between which directions the readings of each slot lie, as upright strokes under the means. */
const drawArcs = (
  plot: UPlotClass,
  picture: Picture,
  colour: (name: string) => () => string,
): void => {
  const { ctx } = plot;
  ctx.save();
  ctx.lineWidth = 2 * devicePixelRatio;
  for (const [line, { slots }] of picture.lines.entries()) {
    ctx.strokeStyle = `${colour(`--line-${line % 4}`)()}${EDGE_ALPHA}`;
    ctx.beginPath();
    for (const [index, slot] of slots.entries())
      for (const [low, high] of slot === null ? [] : arcPieces(slot)) {
        const x = plot.valToPos(middle(picture, index), "x", true);
        ctx.moveTo(x, plot.valToPos(low, "y", true));
        ctx.lineTo(x, plot.valToPos(high, "y", true));
      }
    ctx.stroke();
  }
  ctx.restore();
};

/** Points are drawn only where a reading stands between gaps: a line needs two. */
const alone: UPlotClass.Series.Points.Filter = (plot, line) => {
  const values = Array.from(plot.data[line] ?? []);
  return values.flatMap((value, index) =>
    value != null && values[index - 1] == null && values[index + 1] == null ? [index] : [],
  );
};
