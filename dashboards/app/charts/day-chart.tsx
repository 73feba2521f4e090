import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { Picture } from "./picture.ts";
import { type Plot, startPlot } from "./plot.ts";
import { circleScale, scaleOf } from "./scale.ts";
import { StillChart } from "./still-chart.tsx";
import { highest, lowest, shownMean } from "./stroke.ts";
import { useLineName, useValues } from "./use-values.ts";

interface DayChartProps {
  readonly picture: Picture;
  readonly quantity: QuantityView;
  readonly sensors: { readonly [id: string]: string };
  readonly zone: string;
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
}

/**
 * The chart: a still drawing that comes with the page, and uPlot in its place where script runs.
 * Printing takes the still one: paper wants its own colours.
 */
export const DayChart = ({ picture, quantity, sensors, zone, label }: DayChartProps) => {
  const formats = useFormats();
  const host = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot>();
  const [looked, look] = useState<number>();
  const scale = useMemo(() => {
    if (picture.averaging === "circular") return circleScale;
    const slots = picture.lines.flatMap((line) =>
      line.slots.filter((slot) => slot !== null).filter(({ sums }) => sums.count > 0),
    );
    return scaleOf(
      slots.flatMap((slot) => [lowest(slot), highest(slot)]),
      quantity,
    );
  }, [picture, quantity]);
  const drawing = useRef({ picture, scale });
  drawing.current = { picture, scale };

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const leaving = new AbortController();
    // A separate file: the page is usable before it comes, and without it.
    import("uplot")
      .then(({ default: UPlot }) => {
        if (leaving.signal.aborted) return;
        const started = startPlot({
          UPlot,
          element,
          drawing: () => drawing.current,
          formats,
          zone,
          onLook: look,
          signal: leaving.signal,
        });
        setPlot(started);
      })
      .catch(() => undefined);
    return () => {
      leaving.abort();
      setPlot(undefined);
    };
  }, [formats, zone]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new picture or scale is what is to be drawn
  useEffect(() => plot?.redraw(), [plot, picture, scale]);

  return (
    <div className={plot === undefined ? "chart" : "chart chart-live"}>
      <p className="chart-unit" aria-hidden="true">
        {quantity.unit}
      </p>
      <div role="img" aria-label={label}>
        <StillChart picture={picture} scale={scale} zone={zone} />
        <div className="plot" ref={host} />
      </div>
      {plot === undefined ? null : (
        <Look
          picture={picture}
          quantity={quantity}
          sensors={sensors}
          index={looked}
          onLook={(index) => {
            look(index);
            plot.point(index);
          }}
        />
      )}
    </div>
  );
};

interface LookProps extends Pick<DayChartProps, "picture" | "quantity" | "sensors"> {
  readonly index: number | undefined;
  readonly onLook: (index: number) => void;
}

/** Reads the chart at one instant: with a finger, a mouse on the chart, or the arrow keys. */
const Look = ({ picture, quantity, sensors, index, onLook }: LookProps) => {
  const { t } = useTranslation();
  const formats = useFormats();
  const { figure, withUnit } = useValues(quantity);
  const lineName = useLineName(sensors);
  const last = picture.size - 1;
  const words = index === undefined ? t("day.lookHint") : wordsAt(index);
  function wordsAt(at: number): string {
    const moment = formats.weekdayClock(picture.from + at * picture.every);
    const values = picture.lines.flatMap((line) => {
      const mean = shownMean(line.slots[at], picture.averaging);
      if (mean === null) return [];
      return [t("day.valueAt", { sensor: lineName(line), value: withUnit(figure(mean)) })];
    });
    return values.length === 0
      ? t("day.nothingAt", { moment })
      : `${moment} – ${values.join(" · ")}`;
  }
  return (
    <div className="look">
      <label htmlFor="look">{t("day.look")}</label>
      <input
        id="look"
        type="range"
        min={0}
        max={last}
        value={index ?? last}
        aria-valuetext={words}
        onChange={(event) => onLook(Number(event.target.value))}
      />
      <output htmlFor="look" aria-live="off">
        {words}
      </output>
    </div>
  );
};
