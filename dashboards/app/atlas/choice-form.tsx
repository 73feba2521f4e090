import { useTranslation } from "react-i18next";
import { type AtlasQuery, families, openChoices, wordLists } from "./atlas-query.ts";
import { atlasWords } from "./words.ts";

/** Which entries are listed. It works without script, and its address can be sent to somebody. */
export const ChoiceForm = ({ asked }: { asked: AtlasQuery }) => {
  const { t } = useTranslation();
  return (
    <form className="atlas-choice" method="get" action="/atlas" key={JSON.stringify(asked)}>
      {asked.search === "" ? null : <input type="hidden" name="search" value={asked.search} />}
      {asked.place === undefined ? null : <input type="hidden" name="place" value={asked.place} />}
      {wordLists.map((list) => (
        <Choice
          key={list}
          name={list}
          label={t(`atlas.lists.${list}`)}
          value={asked.words[list]}
          options={atlasWords[list].map(([, key]) => [key, t(`atlas.words.${key}`)])}
        />
      ))}
      <Choice
        name="open"
        label={t("atlas.openLabel")}
        value={asked.open}
        options={openChoices.map((choice) => [choice, t(`atlas.open.${choice}`)])}
      />
      <Choice
        name="family"
        label={t("atlas.familyLabel")}
        value={asked.family}
        options={families.map((family) => [family, t(`atlas.family.${family}`)])}
      />
      <button type="submit">{t("atlas.show")}</button>
    </form>
  );
};

const Choice = ({
  name,
  label,
  value,
  options,
}: {
  name: string;
  label: string;
  value: string | undefined;
  options: readonly (readonly [value: string, label: string])[];
}) => {
  const { t } = useTranslation();
  return (
    <div>
      <label htmlFor={name}>{label}</label>
      <select id={name} name={name} defaultValue={value ?? ""}>
        <option value="">{t("atlas.any")}</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
};
