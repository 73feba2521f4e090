import { useTranslation } from "react-i18next";
import type { Arrivals } from "../api/answers.ts";
import { useFormats } from "../site/formats-context.tsx";

const states = [
  ...(["late", "missing_at_source", "lost_on_the_way", "rejected"] as const),
  "not_known",
] as const;

interface ArrivalStatesProps {
  readonly arrivals: Arrivals;
  /** An instant of the day. */
  readonly day: number;
  readonly isShown: (sensor: string) => boolean;
}

/** What became of a day's readings: late, missing at the source, lost on the way, rejected. */
export const ArrivalStates = ({ arrivals, day, isShown }: ArrivalStatesProps) => {
  const { t } = useTranslation();
  const sensors = arrivals.sensors.filter(({ sensor }) => isShown(sensor));
  if (sensors.length === 0) return null;
  return (
    <section aria-labelledby="arrivals">
      <h2 id="arrivals">{t("how.arrivalsTitle")}</h2>
      {sensors.map((one) => (
        <SensorStates
          key={`${one.sensor} ${one.origin}`}
          {...{ one, day }}
          until={Date.parse(arrivals.until)}
          lateAfterMs={arrivals.lateAfterMs}
        />
      ))}
    </section>
  );
};

interface SensorStatesProps {
  readonly one: Arrivals["sensors"][number];
  readonly day: number;
  readonly until: number;
  readonly lateAfterMs: number;
}

const SensorStates = ({ one, day, until, lateAfterMs }: SensorStatesProps) => {
  const { t } = useTranslation();
  const formats = useFormats();
  const { figure, clock, duration } = formats;
  const { sensor, expected, present, late, absent, gaps } = one;
  const facts = {
    ...{ sensor, day: formats.day(day), until: clock(until), present: figure(present, 0) },
  };
  return (
    <>
      <p>
        {expected === null
          ? t("how.arrivalsUnknown", facts)
          : t("how.arrivals", { ...facts, expected: figure(expected, 0) })}
      </p>
      <table className="arrivals">
        <thead>
          <tr>
            <th scope="col">{t("how.state")}</th>
            <th scope="col">{t("how.number")}</th>
            <th scope="col">{t("how.meaning")}</th>
          </tr>
        </thead>
        <tbody>
          {states.map((state) => (
            <tr key={state}>
              <th scope="row">{t(`how.states.${state}.name`)}</th>
              <td className="count">{figure(state === "late" ? late : absent[state], 0)}</td>
              <td>{t(`how.states.${state}.meaning`, { duration: duration(lateAfterMs) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {gaps.length === 0 ? null : (
        <details>
          <summary>{t("how.gaps")}</summary>
          <ul>
            {gaps.map((gap) => (
              <li key={`${gap.from} ${gap.state}`}>
                {t("how.gap", {
                  ...{ from: clock(Date.parse(gap.from)), until: clock(Date.parse(gap.until)) },
                  ...{ count: gap.count, state: t(`how.states.${gap.state}.name`) },
                })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
};
