import { useTranslation } from "react-i18next";
import { SearchField } from "../design/search-field.tsx";
import type { FoundPlace } from "./find-places.ts";
import { FoundPlaces, PositionForm } from "./found-places.tsx";
import { type Place, placeText } from "./kept-place.ts";

const ADDRESS = "/?index";

interface FindPlaceProps {
  readonly found: readonly FoundPlace[] | undefined;
  readonly search: string;
}

/** What is typed, and a position, travel in the body of a form: they stand in no address. */
export const FindPlace = ({ found, search }: FindPlaceProps) => {
  const { t } = useTranslation();
  return (
    <search className="find-place">
      <SearchField
        name="search"
        label={t("home.where")}
        submit={t("home.find")}
        hint={t("home.whereHint")}
        value={search}
        method="post"
        action={ADDRESS}
        isRequired
        maxLength={200}
      >
        <input type="hidden" name="what" value="search" />
      </SearchField>
      <PositionForm
        action={ADDRESS}
        fields={<input type="hidden" name="what" value="here" />}
        texts={{
          waits: t("home.positionWaits"),
          refused: t("home.positionRefused"),
          submit: t("home.position"),
          hint: t("home.positionHint"),
        }}
      />
      {found === undefined ? null : <Found found={found} />}
    </search>
  );
};

const Found = ({ found }: { found: readonly FoundPlace[] }) => {
  const { t } = useTranslation();
  if (found.length === 0)
    return (
      <p role="status" className="found-none">
        {t("home.foundNone")}
      </p>
    );
  return (
    <>
      <h2>{t("home.found", { count: found.length })}</h2>
      <FoundPlaces
        found={found}
        addressOf={(place) => `/?place=${place}`}
        action={ADDRESS}
        fields={<input type="hidden" name="what" value="here" />}
      />
    </>
  );
};

/** In a cookie of this browser, and only when somebody asks for it. */
export const KeepPlace = ({
  place,
  kept,
}: {
  place: Place | undefined;
  kept: string | undefined;
}) => {
  const { t } = useTranslation();
  const shown = place === undefined ? undefined : placeText(place);
  return (
    <div className="actions">
      {shown === undefined || shown === kept ? null : (
        <form method="post" action={ADDRESS}>
          <input type="hidden" name="what" value="keep" />
          <input type="hidden" name="place" value={shown} />
          <button type="submit" className="quiet">
            {t("home.keep")}
          </button>
        </form>
      )}
      {kept === undefined ? null : (
        <form method="post" action={ADDRESS}>
          <input type="hidden" name="what" value="forget" />
          <button type="submit" className="quiet">
            {t("home.forget")}
          </button>
        </form>
      )}
      {shown === undefined ? null : <a href="/?all">{t("home.showEverywhere")}</a>}
    </div>
  );
};
