import { patienceMs, stationState } from "@datacityzen/hardware/station-state";
import { useTranslation } from "react-i18next";
import type { Connection } from "../live/connection.ts";
import { useFormats } from "../site/formats-context.tsx";
import { Age, Clock } from "./instant.tsx";
import { LostMark, StateMark } from "./state-mark.tsx";
import type { ToldFacts } from "./station-facts.ts";

interface StandingProps {
  readonly facts: ToldFacts;
  readonly now: number;
  /** Undefined where no script runs. */
  readonly connection: Connection | undefined;
  readonly kit: string | undefined;
}

/** How the station is, in one place: when the page hears nothing any more, it says so and nothing else. */
export const Standing = ({ facts, now, connection, kit }: StandingProps) => {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const { reading } = facts;
  const isLost = connection?.state === "lost";
  return (
    <div className="facts">
      {isLost ? (
        <LostMark since={connection.since} />
      ) : (
        <StateMark state={stationState(facts, now)} via={facts.via} now={now} />
      )}
      {reading === undefined ? (
        <p>{t("station.never")}</p>
      ) : (
        <p>
          {t("station.lastReading")}
          {reading.clockDoubtful ? (
            t("station.doubtfulTime")
          ) : (
            <Age at={Math.min(reading.at, reading.received)} now={now} />
          )}
        </p>
      )}
      {facts.deliveryMs === undefined ? null : (
        <p suppressHydrationWarning>
          {t("station.inBursts", { duration: duration(facts.deliveryMs) })}
        </p>
      )}
      {kit === undefined ? null : <p>{t("station.kit", { kit })}</p>}
      <p className="live" suppressHydrationWarning>
        {connection === undefined ? (
          <>
            {t("live.asOf")}
            <Clock at={now} />
          </>
        ) : (
          t(`live.${connection.state}`)
        )}
      </p>
    </div>
  );
};

const LEAST_CURRENT_MS = 3_600_000;

/** A value older than this is not "now". */
export const currentMs = (everyMs: number, deliveryMs?: number): number =>
  Math.max(LEAST_CURRENT_MS, patienceMs(everyMs, deliveryMs));
