import { useTranslation } from "react-i18next";
import { Chip } from "../design/chip.tsx";
import type { Level } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";
import { Spark } from "../design/spark.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { Age } from "./instant.tsx";
import type { RowView } from "./list-rows.ts";
import { Mark } from "./state-mark.tsx";

/** The form of the page to which the boxes of all rows belong. */
export const EXPORT_FORM = "export";

/** A station in one or two lines: how it is, what it measures, how the last day went. */
export const ListRow = ({ row, now }: { row: RowView; now: number }) => {
  const { t } = useTranslation();
  const { id, name, commune, origin, level, band } = row;
  const isJudged = level !== null && band !== undefined;
  return (
    <li
      className={`station-row row-${row.group}${isJudged && origin === undefined ? " row-judged" : ""}`}
    >
      <label className="row-pick">
        <input
          type="checkbox"
          name="station"
          value={id}
          form={EXPORT_FORM}
          aria-label={t("list.pick", { id: name })}
        />
      </label>
      <div className="row-line">
        <p className="row-name">
          {row.photo === undefined ? null : (
            <img
              className="row-photo"
              src={row.photo}
              alt=""
              width={36}
              height={36}
              loading="lazy"
            />
          )}
          <a href={`/stations/${id}`}>{name}</a>
          {commune === undefined ? null : <span className="row-place">{commune}</span>}
        </p>
        {origin !== undefined ? (
          <p className="row-band">
            <Chip>{t(`list.invented.${origin}`)}</Chip>
          </p>
        ) : isJudged ? (
          <p className="row-band">
            <LevelChip level={level as Level}>{band}</LevelChip>
          </p>
        ) : null}
      </div>
      <div className="row-line">
        <div className="row-state">
          <RowState row={row} now={now} />
          {row.toCheck === 0 ? null : (
            <p className="to-check">{t("list.toCheck", { count: row.toCheck })}</p>
          )}
        </div>
        <RowValue row={row} />
      </div>
    </li>
  );
};

const RowState = ({ row, now }: { row: RowView; now: number }) => {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const { state, since, outOfService, readAt } = row;
  if (outOfService !== undefined) return <Mark kind="out">{t(`list.outOf.${outOfService}`)}</Mark>;
  const name = t(`list.shortState.${state}`);
  return (
    <Mark kind={state}>
      {since !== undefined ? (
        t("list.since", { state: name, duration: duration(now - since) })
      ) : state === "online" && readAt !== undefined ? (
        <>
          {name}, <Age at={readAt} now={now} />
        </>
      ) : (
        name
      )}
    </Mark>
  );
};

const RowValue = ({ row }: { row: RowView }) => {
  const { quantity, value, hours } = row;
  const { t } = useTranslation();
  const { figure, withUnit } = useFormats();
  if (quantity === undefined || (value === undefined && hours.length === 0)) return null;
  const known = hours.filter((hour) => hour !== null);
  return (
    <div className="row-value">
      {value === undefined ? null : (
        <p className="row-figure">
          <span className="row-quantity">{quantity.label}</span>{" "}
          <span className="row-symbol" aria-hidden="true">
            {row.symbol}
          </span>{" "}
          {withUnit(figure(value, quantity.digits), quantity.unit)}
        </p>
      )}
      {hours.length === 0 ? null : (
        <Spark
          values={hours}
          label={t("list.spark", {
            quantity: quantity.label,
            low: figure(Math.min(...known), quantity.digits),
            high: withUnit(figure(Math.max(...known), quantity.digits), quantity.unit),
          })}
        />
      )}
    </div>
  );
};
