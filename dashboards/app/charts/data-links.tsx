import { useTranslation } from "react-i18next";
import type { QuantityView } from "../stations/quantity.ts";
import { isoMinutes, type Picture } from "./picture.ts";

interface DataLinksProps {
  readonly station: string;
  readonly quantity: QuantityView["name"];
  readonly picture: Picture;
}

/** What the page shows, as the API gives it. */
export const DataLinks = ({ station, quantity, picture }: DataLinksProps) => {
  const { t } = useTranslation();
  const series = (every?: string) =>
    `/api/v1/series${every === undefined ? "" : "/means"}?${new URLSearchParams({
      station,
      quantity,
      from: new Date(picture.from).toISOString(),
      until: new Date(picture.from + picture.size * picture.every).toISOString(),
      ...(every === undefined ? {} : { every }),
    })}`;
  return (
    <div className="data-links">
      <h3>{t("day.data")}</h3>
      <ul>
        <li>
          <a href={series(isoMinutes(picture.every))}>{t("day.dataPicture")}</a>
        </li>
        <li>
          <a href={series("PT1H")}>{t("day.dataHours")}</a>
        </li>
        <li>
          <a href={series()}>{t("day.dataRaw")}</a>
        </li>
        <li>
          <a href={`/api/v1/stations/${station}/latest`}>{t("day.dataLatest")}</a>
        </li>
      </ul>
    </div>
  );
};
