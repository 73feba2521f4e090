import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { dayAsInstant } from "./day-as-instant.ts";
import type { PollenTable, TaxonTable } from "./pollen-table.ts";

/** Newest counts of the chosen plants, and their seasons. */
export const PollenTables = ({ table: { taxa } }: { readonly table: PollenTable }) => {
  const { t } = useTranslation();
  return (
    <>
      <h2 id="newest">{t("pollen.newestTitle")}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard */}
      <section className="scroll" aria-labelledby="newest" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("pollen.plant")}</th>
              <th scope="col">{t("pollen.day")}</th>
              <th scope="col">{t("pollen.grains")}</th>
              <th scope="col">{t("pollen.level")}</th>
            </tr>
          </thead>
          <tbody>
            {taxa.map((taxon) => (
              <NewestRow key={`${taxon.taxon} ${taxon.sensor}`} taxon={taxon} />
            ))}
          </tbody>
        </table>
      </section>
      <section aria-labelledby="seasons">
        <h2 id="seasons">{t("pollen.seasonsTitle")}</h2>
        {taxa.map((taxon) => (
          <Seasons key={`${taxon.taxon} ${taxon.sensor}`} taxon={taxon} />
        ))}
      </section>
    </>
  );
};

const useTaxonName = ({ name, sensor, isOneOfSeveral }: TaxonTable): string => {
  const { t } = useTranslation();
  return isOneOfSeveral ? t("pollen.nameOfSensor", { name, sensor }) : name;
};

const NewestRow = ({ taxon }: { readonly taxon: TaxonTable }) => {
  const { t } = useTranslation();
  const { figure, shortDay } = useFormats();
  const { newest } = taxon;
  const name = useTaxonName(taxon);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{newest === null ? t("pollen.noCount") : shortDay(dayAsInstant(newest.at))}</td>
      <td>{newest === null ? "" : figure(newest.value, Number.isInteger(newest.value) ? 0 : 1)}</td>
      <td>{newest === null ? "" : (newest.level ?? t("pollen.belowScale"))}</td>
    </tr>
  );
};

const Seasons = ({ taxon }: { readonly taxon: TaxonTable }) => {
  const { t } = useTranslation();
  const { figure, shortDay, date } = useFormats();
  const { max, seasons } = taxon;
  const name = useTaxonName(taxon);
  return (
    <>
      <h3>{name}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("pollen.year")}</th>
            <th scope="col">{t("pollen.start")}</th>
            <th scope="col">{t("pollen.end")}</th>
            <th scope="col">{t("pollen.days")}</th>
          </tr>
        </thead>
        <tbody>
          {seasons.map(({ year, start, end, days, isComplete }) => (
            <tr key={year}>
              <th scope="row">{isComplete ? year : `${year} *`}</th>
              {start === null || end === null || days === null ? (
                <td colSpan={3}>{t("pollen.noSeason")}</td>
              ) : (
                <>
                  <td>{shortDay(dayAsInstant(start))}</td>
                  <td>{shortDay(dayAsInstant(end))}</td>
                  <td>{figure(days, 0)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {seasons.every(({ isComplete }) => isComplete) ? null : <p>* {t("pollen.incomplete")}</p>}
      {max === null ? null : (
        <p>{t("pollen.max", { value: figure(max.value, 0), day: date(dayAsInstant(max.at)) })}</p>
      )}
    </>
  );
};
