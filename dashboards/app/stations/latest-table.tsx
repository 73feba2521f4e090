// biome-ignore-all lint/a11y/noRedundantRoles: a browser drops a table's own roles when its cells
// are displayed as cards, which the style sheet does on a narrow screen
import { useTranslation } from "react-i18next";
import { Icon } from "../design/icon.tsx";
import { LevelChip } from "../design/level-chip.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { Worth } from "./headline.ts";
import { Age } from "./instant.tsx";
import { LastDay } from "./last-day.tsx";
import type { Row } from "./rows.ts";
import type { StationView } from "./station-view.ts";

interface LatestTableProps {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly view: Pick<StationView, "quantities" | "sensors" | "flags">;
  readonly now: number;
  /** When the page was made: what is newer came while it was open. */
  readonly since: number;
  /** What the last 24 hours of a quantity are worth, where that is told. */
  readonly worth: { readonly [quantity: string]: Worth };
}

/** The newest value of each series; on a narrow screen each is a card. */
export const LatestTable = ({ caption, rows, worth, ...rest }: LatestTableProps) => {
  const { t } = useTranslation();
  const hasRemarks = rows.some(({ flags }) => flags.length > 0);
  const headings = [
    ...(["quantity", "value", "lastDay", "worth", "age"] as const),
    ...(hasRemarks ? (["remarks"] as const) : []),
  ];
  return (
    <table className="latest" role="table">
      <caption>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {headings.map((heading) => (
            <th key={heading} scope="col" role="columnheader">
              {t(`station.${heading}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, index) => (
          <LatestRow
            key={`${row.sensor} ${row.quantity} ${row.origin}`}
            {...{ ...rest, row, hasRemarks }}
            told={
              // Of several sensors of a quantity the answer tells one.
              rows.findIndex(({ quantity }) => quantity === row.quantity) === index
                ? worth[row.quantity]
                : undefined
            }
          />
        ))}
      </tbody>
    </table>
  );
};

type LatestRowProps = Omit<LatestTableProps, "caption" | "rows" | "worth"> & {
  readonly row: Row;
  readonly told: Worth | undefined;
  readonly hasRemarks: boolean;
};

const LatestRow = ({ row, view, now, since, told, hasRemarks }: LatestRowProps) => {
  const { t } = useTranslation();
  const { figure, noBreak } = useFormats();
  const quantity = view.quantities[row.quantity];
  if (quantity === undefined) return null;
  return (
    <tr role="row">
      <th scope="row" role="rowheader" className="latest-quantity">
        <a
          href={`?quantity=${quantity.name}#day`}
          title={t("station.showDay", { quantity: quantity.label })}
        >
          {quantity.label}
        </a>
        {quantity.symbol === undefined ? null : (
          <>
            {" "}
            <span className="symbol">{quantity.symbol}</span>
          </>
        )}{" "}
        <span className="latest-sensor">
          {view.sensors[row.sensor] ?? row.sensor.toUpperCase()}
        </span>
      </th>
      {/* The key makes a new value a new element, which the style sheet lets shine for a moment. */}
      <td
        role="cell"
        className={row.flags.includes("implausible") ? "latest-value doubtful" : "latest-value"}
      >
        <span
          key={row.at}
          className={row.at > since ? "fresh" : undefined}
          suppressHydrationWarning
        >
          {figure(row.value, quantity.digits)}
        </span>
        <span className="latest-unit">
          {quantity.unit === "°" ? "" : noBreak}
          {quantity.unit}
        </span>
      </td>
      <td role="cell" className="latest-spark">
        {told === undefined ? null : <LastDay quantity={quantity} hours={told.hours} />}
      </td>
      <td role="cell" className="latest-worth">
        {told?.band === undefined ? null : <LevelChip level={told.level}>{told.band}</LevelChip>}{" "}
        {told === undefined || told.trend === null ? null : (
          <span className="latest-trend">
            <Icon name={told.trend} />{" "}
            <span className="latest-trend-word">{t(`station.trend.${told.trend}`)}</span>
          </span>
        )}
      </td>
      <td role="cell" className="latest-age">
        <Age at={row.at} now={now} />
      </td>
      {hasRemarks ? (
        <td
          role="cell"
          className={row.flags.length === 0 ? "latest-remarks none" : "latest-remarks"}
        >
          {row.flags.length === 0
            ? t("station.noRemark")
            : row.flags.map((flag) => view.flags[flag] ?? flag).join(", ")}
        </td>
      ) : null}
    </tr>
  );
};
