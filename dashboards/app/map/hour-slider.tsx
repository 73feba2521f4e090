import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { HOUR_MS, PAST_HOURS } from "./map-query.ts";
import { useScript } from "./use-script.ts";

interface HourSliderProps {
  readonly end: number;
  readonly newest: number;
  readonly isWaiting: boolean;
  readonly onChange: (end: number) => void;
}

/** The last two days, hour by hour. Without script the form has the same hours. */
export const HourSlider = ({ end, newest, isWaiting, onChange }: HourSliderProps) => {
  const { t } = useTranslation();
  const formats = useFormats();
  if (!useScript()) return null;
  const shown = (at: number) =>
    at === newest ? t("map.now", { clock: formats.clock(at) }) : formats.weekdayClock(at);
  return (
    <div className="map-hours" aria-busy={isWaiting}>
      <label htmlFor="hours">{t("map.hours")}</label>
      <output htmlFor="hours">{shown(end)}</output>
      <input
        id="hours"
        type="range"
        min={-PAST_HOURS}
        max={0}
        step={1}
        value={Math.round((end - newest) / HOUR_MS)}
        aria-valuetext={shown(end)}
        onChange={({ target }) => onChange(newest + Number(target.value) * HOUR_MS)}
      />
      <span className="map-hours-ends" aria-hidden="true">
        <span>{shown(newest - PAST_HOURS * HOUR_MS)}</span>
        <span>{shown(newest)}</span>
      </span>
    </div>
  );
};
