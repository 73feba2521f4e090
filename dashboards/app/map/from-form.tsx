import { useTranslation } from "react-i18next";
import { SearchField } from "../design/search-field.tsx";
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
      <SearchField
        name="search"
        label={t("map.from")}
        submit={t("map.sortFrom")}
        hint={t("map.fromHint")}
        value={answered?.search ?? ""}
        method="post"
        action={mapAddress({ ...asked, after: undefined })}
        isRequired
        maxLength={200}
      />
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
