// biome-ignore-all lint/a11y/noRedundantRoles: a browser drops a table's own roles when its cells
// are displayed as cards, which the style sheet does on a narrow screen
import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { Age } from "./instant.tsx";
import type { Row } from "./rows.ts";
import type { StationView } from "./station-view.ts";

interface LatestTableProps {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly view: Pick<StationView, "quantities" | "sensors" | "flags">;
  readonly now: number;
  /** When the page was made: what is newer came while it was open. */
  readonly since: number;
}

/** The newest value of each series; on a narrow screen each is a card. */
export const LatestTable = ({ caption, rows, ...shown }: LatestTableProps) => {
  const { t } = useTranslation();
  const headings = ["quantity", "value", "unit", "sensor", "age", "remarks"] as const;
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
        {rows.map((row) => (
          <LatestRow key={`${row.sensor} ${row.quantity} ${row.origin}`} row={row} {...shown} />
        ))}
      </tbody>
    </table>
  );
};

type LatestRowProps = Omit<LatestTableProps, "caption" | "rows"> & { readonly row: Row };

const LatestRow = ({ row, view, now, since }: LatestRowProps) => {
  const { t } = useTranslation();
  const { figure } = useFormats();
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
        )}
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
      </td>
      <td role="cell" className="latest-unit">
        {quantity.unit}
      </td>
      <td role="cell" className="latest-sensor">
        {view.sensors[row.sensor] ?? row.sensor.toUpperCase()}
      </td>
      <td role="cell" className="latest-age">
        <Age at={row.at} now={now} />
      </td>
      <td role="cell" className={row.flags.length === 0 ? "latest-remarks none" : "latest-remarks"}>
        {row.flags.length === 0
          ? t("station.noRemark")
          : row.flags.map((flag) => view.flags[flag] ?? flag).join(", ")}
      </td>
    </tr>
  );
};
