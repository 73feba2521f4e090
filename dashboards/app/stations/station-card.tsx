import type { Origin } from "@datacityzen/hardware/flags";
import { stationState } from "@datacityzen/hardware/station-state";
import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { Age } from "./instant.tsx";
import { OriginNote } from "./origin-note.tsx";
import type { QuantityView } from "./quantity.ts";
import type { Row } from "./rows.ts";
import { StateMark } from "./state-mark.tsx";
import type { ToldFacts } from "./station-facts.ts";

interface CardValue {
  readonly row: Row;
  /** Its name for people. */
  readonly sensor: string;
  readonly quantity: QuantityView;
  /** It describes the situation now. */
  readonly current: boolean;
}

/** No instrument gives such a value. */
const isImplausible = ({ flags }: Row): boolean => flags.includes("implausible");

/** What the list tells of a station. */
export interface CardView {
  readonly id: string;
  readonly facts: ToldFacts;
  readonly origins: readonly Origin[];
  readonly values: readonly CardValue[];
  /** How many things a person should look at; its page tells them. */
  readonly toCheck: number;
}

export const StationCard = ({ card, now }: { card: CardView; now: number }) => {
  const { t } = useTranslation();
  const { figure, noBreak } = useFormats();
  return (
    <article className="card">
      <h2>
        <a href={`/stations/${card.id}`}>{card.id}</a>
      </h2>
      <StateMark state={stationState(card.facts, now)} via={card.facts.via} now={now} />
      <OriginNote origins={card.origins} />
      {card.facts.reading === undefined ? <p>{t("list.never")}</p> : null}
      {card.toCheck === 0 ? null : (
        <p className="to-check">{t("list.toCheck", { count: card.toCheck })}</p>
      )}
      <dl className="figures">
        {card.values.map(({ row, sensor, quantity, current }) => (
          <div
            key={`${row.sensor} ${row.quantity} ${row.origin}`}
            className={current && !isImplausible(row) ? undefined : "past"}
          >
            <dt>
              {quantity.label} <span className="symbol">{sensor}</span>
            </dt>
            <dd>
              <strong>{figure(row.value, quantity.digits)}</strong>
              {quantity.unit === "°" ? "" : noBreak}
              {quantity.unit}{" "}
              <span className="value-age">
                <Age at={row.at} now={now} />
                {isImplausible(row) ? <>, {t("list.implausible")}</> : null}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
};
