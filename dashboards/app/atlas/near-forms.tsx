import { useTranslation } from "react-i18next";
import type { FoundPlace } from "../home/find-places.ts";
import { type AtlasQuery, atlasAddress } from "./atlas-query.ts";

interface NearFormsProps {
  readonly asked: AtlasQuery;
  readonly found: readonly FoundPlace[] | undefined;
  readonly search: string;
}

/** Around which place: what is typed, and a position, travel in the body of a form. */
export const NearForms = ({ asked, found, search }: NearFormsProps) => {
  const { t } = useTranslation();
  const action = atlasAddress({ ...asked, after: undefined });
  return (
    <>
      <form method="post" action={action} className="field">
        <label htmlFor="near">{t("atlas.near")}</label>
        <p className="hint" id="near-hint">
          {t("atlas.nearHint")}
        </p>
        <div className="field-row">
          <input
            type="search"
            id="near"
            name="search"
            defaultValue={search}
            autoComplete="off"
            required
            maxLength={200}
            aria-describedby="near-hint"
          />
          <button type="submit">{t("atlas.nearSubmit")}</button>
        </div>
      </form>
      <form
        method="post"
        action={action}
        data-position=""
        data-waiting={t("atlas.hereWaits")}
        data-refused={t("atlas.hereRefused")}
        hidden
      >
        <input type="hidden" name="place" value="" />
        <button type="submit" className="quiet">
          {t("atlas.here")}
        </button>
        <p className="hint">{t("atlas.hereHint")}</p>
        <p role="status" />
      </form>
      <script src="/position.js" defer />
      {found === undefined ? null : <Found found={found} asked={asked} />}
    </>
  );
};

const Found = ({ found, asked }: { found: readonly FoundPlace[]; asked: AtlasQuery }) => {
  const { t } = useTranslation();
  if (found.length === 0) return <p role="status">{t("atlas.foundNone")}</p>;
  return (
    <>
      <p role="status">{t("atlas.found", { count: found.length })}</p>
      <ul className="found-places">
        {found.map(({ label, place, isCommune }) => (
          <li key={`${label} ${place}`}>
            {isCommune ? (
              <a
                className="button quiet"
                href={atlasAddress({ ...asked, place, after: undefined })}
              >
                {label}
              </a>
            ) : (
              <form method="post" action={atlasAddress({ ...asked, after: undefined })}>
                <input type="hidden" name="place" value={place} />
                <button type="submit" className="quiet">
                  {label}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </>
  );
};
