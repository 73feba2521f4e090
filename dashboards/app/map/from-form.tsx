import { useTranslation } from "react-i18next";
import { type MapQuery, mapAddress } from "./map-query.ts";

interface FoundCommune {
  readonly key: string;
  readonly name: string;
  readonly around: string | undefined;
  readonly href: string;
}

interface FromFormProps {
  readonly asked: MapQuery;
  /** What was typed, and which communes have that name. */
  readonly answered:
    | { readonly search: string; readonly communes: readonly FoundCommune[] }
    | undefined;
}

/** From which commune distances count. What is typed travels in the body of a form. */
export const FromForm = ({ asked, answered }: FromFormProps) => {
  const { t } = useTranslation();
  return (
    <search className="map-from">
      <form method="post" action={mapAddress({ ...asked, after: undefined })}>
        <label htmlFor="from-search">{t("map.from")}</label>
        <div className="field-row">
          <input
            id="from-search"
            name="search"
            type="search"
            maxLength={200}
            autoComplete="off"
            required
            defaultValue={answered?.search}
            aria-describedby="from-hint"
          />
          <button type="submit">{t("map.sortFrom")}</button>
        </div>
        <p id="from-hint" className="hint">
          {t("map.fromHint")}
        </p>
      </form>
      {answered === undefined ? null : <Found communes={answered.communes} />}
    </search>
  );
};

const Found = ({ communes }: { communes: readonly FoundCommune[] }) => {
  const { t } = useTranslation();
  if (communes.length === 0) return <p role="status">{t("map.foundNone")}</p>;
  return (
    <>
      <p role="status">{t("map.found", { count: communes.length })}</p>
      <ul className="links">
        {communes.map(({ key, name, around, href }) => (
          <li key={key}>
            <a href={href}>{around === undefined ? name : `${name}, ${around}`}</a>
          </li>
        ))}
      </ul>
    </>
  );
};
