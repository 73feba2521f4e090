import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { Age } from "./instant.tsx";
import type { QuantityView } from "./quantity.ts";
import type { Row } from "./rows.ts";
import { type StateFacts, tellState } from "./state.ts";
import { StateMark } from "./state-mark.tsx";

interface CardValue {
  readonly row: Row;
  /** Its name for people. */
  readonly sensor: string;
  readonly quantity: QuantityView;
}

/** What the list tells of a station. */
export interface CardView {
  readonly id: string;
  readonly facts: StateFacts;
  /** Undefined when the API did not answer for this station. */
  readonly values: readonly CardValue[] | undefined;
}

export const StationCard = ({ card, now }: { card: CardView; now: number }) => {
  const { t } = useTranslation();
  const { figure } = useFormats();
  const { newest } = card.facts;
  return (
    <article className="card">
      <h2>
        <a href={`/stations/${card.id}`}>{card.id}</a>
      </h2>
      <StateMark state={tellState(card.facts, now)} />
      {newest === undefined ? (
        <p>{t("home.never")}</p>
      ) : (
        <p>
          {t("home.lastReading")}
          <Age at={newest} now={now} />
        </p>
      )}
      {card.values === undefined ? <p>{t("home.noValues")}</p> : null}
      <dl className="figures">
        {card.values?.map(({ row, sensor, quantity }) => (
          <div key={`${row.sensor} ${row.quantity}`}>
            <dt>
              {quantity.label} <span className="symbol">{sensor}</span>
            </dt>
            <dd>
              <strong>{figure(row.value, quantity.digits)}</strong> {quantity.unit}
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
};
