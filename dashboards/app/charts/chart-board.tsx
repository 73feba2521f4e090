import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { Chart, type Panel } from "./chart.tsx";
import { nearest } from "./columns.ts";
import { type Detail, type Part, wholeOf } from "./marks.ts";
import { nextPart, partWithin } from "./part.ts";
import { readable, valuesAt } from "./reading.ts";
import { useDetails } from "./use-details.ts";

interface ChartBoardProps {
  readonly station: string;
  readonly panels: readonly Panel[];
  readonly zone: string;
}

/** Charts of one time, one below the other: they are read and zoomed together, and each has one axis. */
export const ChartBoard = ({ station, panels, zone }: ChartBoardProps) => {
  const [asked, askPart] = useState<Part>();
  const [at, look] = useState<number>();
  const [first] = panels;
  const details = useDetails(station, panels, asked);
  const board = useRef<HTMLDivElement>(null);
  const isTouched = useTouched(board, first?.picture, look);
  if (first === undefined) return null;
  const whole = wholeOf(first.picture);
  // What is shown moves on with the time; the part that was chosen stays.
  const part = asked === undefined ? undefined : partWithin(asked, whole);
  const onPart = (next: Part | undefined) =>
    askPart(next === undefined ? undefined : partWithin(next, whole));
  const shown = part ?? whole;
  return (
    <div className="board" ref={board}>
      {panels.map((panel, index) => (
        <Chart
          key={panel.quantity.name}
          {...panel}
          {...{ zone, part, at, onPart }}
          isAwake={isTouched || asked !== undefined}
          detail={details[index]}
          onLook={look}
        />
      ))}
      <div className="needs-script">
        <Look {...{ panels, details, at }} part={shown} onLook={look} />
        <Zoom {...{ part, at }} shown={shown} detail={details[0]} onPart={onPart} />
      </div>
    </div>
  );
};

/**
 * Whether somebody has come to the board, with a mouse, a finger or the keyboard. A finger or a mouse that is on the
 * still drawing reads there at once: what draws the living one is still on its way.
 */
const useTouched = (
  board: React.RefObject<HTMLDivElement | null>,
  picture: Panel["picture"] | undefined,
  onLook: (at: number) => void,
): boolean => {
  const [isTouched, setTouched] = useState(false);
  const reading = useRef({ picture, onLook });
  reading.current = { picture, onLook };
  useEffect(() => {
    const element = board.current;
    if (element === null) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const onTouch = () => setTouched(true);
    // They may have come before the script did.
    if (element.matches(":hover, :focus-within")) onTouch();
    const onPoint = ({ target, clientX }: PointerEvent) => {
      const drawing = (target as Element).closest(".still")?.querySelector(".still-plot");
      const { picture: shown, onLook: tell } = reading.current;
      if (drawing == null || shown === undefined) return;
      const { left, width } = drawing.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (clientX - left) / width));
      tell(shown.from + share * shown.size * shown.every);
    };
    for (const kind of ["pointerover", "pointerdown", "focusin"])
      element.addEventListener(kind, onTouch, { signal, once: true, passive: true });
    for (const kind of ["pointerdown", "pointermove"] as const)
      element.addEventListener(kind, onPoint, { signal, passive: true });
    return () => leaving.abort();
  }, [board]);
  return isTouched;
};

interface LookProps {
  readonly panels: readonly Panel[];
  readonly details: readonly (Detail | undefined)[];
  readonly part: Part;
  readonly at: number | undefined;
  readonly onLook: (at: number) => void;
}

/** Reads the charts at one instant: with a finger, a mouse on a chart, or the arrow keys. */
const Look = ({ panels, details, part, at, onLook }: LookProps) => {
  const { t } = useTranslation();
  const formats = useFormats();
  const [first] = panels;
  if (first === undefined) return null;
  const instants = readable(first.picture, details[0], part);
  const last = instants.length - 1;
  const index = at === undefined ? undefined : nearest(instants, at);
  const instant = index === undefined ? undefined : instants[index];
  const isLong = part.until - part.from > 6 * 86_400_000;
  const moment =
    instant === undefined
      ? ""
      : isLong
        ? `${formats.shortDay(instant)} ${formats.clock(instant)}`
        : formats.weekdayClock(instant);
  return (
    <div className="look">
      <label htmlFor="look">{t("day.look")}</label>
      <ReadValues {...{ panels, details, part, instant, moment }}>
        {(words) => (
          <input
            id="look"
            type="range"
            min={0}
            max={Math.max(0, last)}
            value={index ?? Math.max(0, last)}
            aria-valuetext={words}
            onChange={(event) => {
              const chosen = instants[Number(event.target.value)];
              if (chosen !== undefined) onLook(chosen);
            }}
          />
        )}
      </ReadValues>
    </div>
  );
};

interface ReadValuesProps extends Pick<LookProps, "panels" | "details" | "part"> {
  readonly instant: number | undefined;
  readonly moment: string;
  readonly children: (words: string) => React.ReactNode;
}

/** What all charts have at an instant, in words: heard on the slider, seen below it. */
const ReadValues = ({ panels, details, part, instant, moment, children }: ReadValuesProps) => {
  const { t } = useTranslation();
  const tell = useToldValues();
  const values =
    instant === undefined
      ? []
      : panels.flatMap((panel, index) => tell(panel, details[index], part, instant));
  const words =
    instant === undefined
      ? t("day.lookHint")
      : values.length === 0
        ? t("day.nothingAt", { moment })
        : `${moment} – ${values.join(" · ")}`;
  return (
    <>
      {children(words)}
      <output htmlFor="look" aria-live="off">
        {words}
      </output>
    </>
  );
};

const useToldValues = () => {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    { picture, quantity, sensors }: Panel,
    detail: Detail | undefined,
    part: Part,
    instant: number,
  ): readonly string[] =>
    valuesAt(picture, detail, part, instant).map(({ sensor, origin, value }) => {
      const name = sensors[sensor] ?? sensor.toUpperCase();
      const isTurn = quantity.circular && Number(value.toFixed(quantity.digits)) === 360;
      const figure = formats.figure(isTurn ? 0 : value, quantity.digits);
      return t("day.valueAt", {
        sensor: origin === "measured" ? name : t(`origin.named.${origin}`, { name }),
        value: formats.withUnit(figure, quantity.unit),
      });
    });
};

interface ZoomProps {
  readonly part: Part | undefined;
  readonly shown: Part;
  readonly at: number | undefined;
  readonly detail: Detail | undefined;
  readonly onPart: (part: Part | undefined) => void;
}

const changes = ["nearer", "further", "earlier", "later"] as const;

/** What mouse and fingers do on a chart, as buttons. */
const Zoom = ({ part, shown, at, detail, onPart }: ZoomProps) => {
  const { t } = useTranslation();
  const { shortDay, clock } = useFormats();
  const moment = (instant: number) => `${shortDay(instant)} ${clock(instant)}`;
  return (
    <div className="zoom">
      <fieldset>
        <legend className="heard">{t("zoom.title")}</legend>
        {changes.map((change) => (
          <button
            key={change}
            type="button"
            className="small quiet"
            disabled={part === undefined && change !== "nearer"}
            onClick={() => onPart(nextPart(shown, change, at))}
          >
            {t(`zoom.${change}`)}
          </button>
        ))}
        <button
          type="button"
          className="small quiet"
          disabled={part === undefined}
          onClick={() => onPart(undefined)}
        >
          {t("zoom.whole")}
        </button>
      </fieldset>
      <p role="status" className="note">
        {part === undefined
          ? t("zoom.hint")
          : t(
              detail === undefined
                ? "zoom.means"
                : detail.every === undefined
                  ? "zoom.readings"
                  : "zoom.extremes",
              { from: moment(part.from), until: moment(part.until) },
            )}
      </p>
    </div>
  );
};
