import { useTranslation } from "react-i18next";
import type { FoundPlace } from "../home/find-places.ts";
import { FoundPlaces, PositionForm } from "../home/found-places.tsx";
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
      <PositionForm
        action={action}
        texts={{
          waits: t("atlas.hereWaits"),
          refused: t("atlas.hereRefused"),
          submit: t("atlas.here"),
          hint: t("atlas.hereHint"),
        }}
      />
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
      <FoundPlaces
        found={found}
        addressOf={(place) => atlasAddress({ ...asked, place, after: undefined })}
        action={atlasAddress({ ...asked, after: undefined })}
      />
    </>
  );
};
