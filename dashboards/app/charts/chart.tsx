import { useEffect, useMemo, useRef, useState } from "react";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import { type Detail, type Marks, type Part, scaleOfShown, wholeOf } from "./marks.ts";
import type { Picture } from "./picture.ts";
import type { Plot } from "./plot.ts";
import { StillChart } from "./still-chart.tsx";

/** One quantity of a chart board. */
export interface Panel {
  readonly picture: Picture;
  readonly quantity: QuantityView;
  readonly sensors: { readonly [id: string]: string };
  readonly marks: Marks;
  /** Values that the page names beside the chart: they lie within its axis. */
  readonly named: readonly number[];
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
}

interface ChartProps extends Panel {
  readonly zone: string;
  readonly detail: Detail | undefined;
  /** Undefined is the whole. */
  readonly part: Part | undefined;
  /** Where somebody reads, in any chart of the board. */
  readonly at: number | undefined;
  readonly onLook: (at: number) => void;
  readonly onPart: (part: Part | undefined) => void;
  /** Somebody reads the chart, or has zoomed it: from then on uPlot draws it. */
  readonly isAwake: boolean;
}

/**
 * A chart: a still drawing that comes with the page, and uPlot in its place once somebody reads it.
 * Printing takes the still one: paper wants its own colours.
 */
export const Chart = ({
  picture,
  quantity,
  marks,
  named,
  label,
  zone,
  detail,
  part,
  at,
  isAwake,
  ...told
}: ChartProps) => {
  const formats = useFormats();
  const host = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot>();
  const shown = useMemo(() => part ?? wholeOf(picture), [part, picture]);
  const still = useMemo(() => {
    const levels = marks.thresholds.map(({ value }) => value);
    return scaleOfShown(picture, wholeOf(picture), undefined, quantity, [...named, ...levels]);
  }, [picture, quantity, named, marks]);
  const scale = useMemo(
    () => (part === undefined ? still : scaleOfShown(picture, part, detail, quantity, [])),
    [still, picture, quantity, part, detail],
  );
  const drawing = useRef({ picture, scale, detail, part: shown, marks });
  drawing.current = { picture, scale, detail, part: shown, marks };
  const handlers = useRef(told);
  handlers.current = told;

  useEffect(() => {
    const element = host.current;
    if (element === null || !isAwake) return;
    const leaving = new AbortController();
    // Separate files: the page is usable before they come, and without them.
    Promise.all([import("uplot"), import("./plot.ts")])
      .then(([{ default: UPlot }, { startPlot }]) => {
        if (leaving.signal.aborted) return;
        const started = startPlot({
          UPlot,
          element,
          drawing: () => drawing.current,
          formats,
          zone,
          onLook: (instant) => handlers.current.onLook(instant),
          onPart: (next) => handlers.current.onPart(next),
          signal: leaving.signal,
        });
        setPlot(started);
      })
      .catch(() => undefined);
    return () => {
      leaving.abort();
      setPlot(undefined);
    };
  }, [isAwake, formats, zone]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn has changed
  useEffect(() => plot?.redraw(), [plot, picture, scale, detail, shown, marks]);
  useEffect(() => {
    if (at !== undefined) plot?.point(at);
  }, [plot, at]);

  return (
    <div className={plot === undefined ? "chart" : "chart chart-live"}>
      <p className="chart-unit" aria-hidden="true">
        {quantity.label}, {quantity.unit}
      </p>
      <div role="img" aria-label={label}>
        <StillChart picture={picture} scale={still} zone={zone} marks={marks} />
        <div className="plot" ref={host} />
      </div>
    </div>
  );
};
