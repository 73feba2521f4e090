import { useTranslation } from "react-i18next";
import { LongField, SelectField, TextField } from "../forms/form.tsx";
import { legalForms } from "./organisation.ts";

interface Preset {
  readonly title?: string;
  readonly legalForm?: string;
  readonly summary?: string | undefined;
  readonly place?: string | undefined;
  readonly website?: string | undefined;
}

/** What is asked about an organisation, when it is added and when it is changed. */
export const OrganisationFields = ({ preset = {} }: { preset?: Preset }) => {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        name="title"
        label={t("orgs.name")}
        autoComplete="organization"
        preset={preset.title}
        maxLength={200}
      />
      <SelectField
        name="legalForm"
        label={t("orgs.legalForm")}
        preset={preset.legalForm}
        options={[
          { value: "", label: t("orgs.choose") },
          ...legalForms.map((value) => ({ value, label: t(`orgs.forms.${value}`) })),
        ]}
      />
      <LongField name="summary" label={t("orgs.summary")} preset={preset.summary} optional />
      <TextField
        name="place"
        label={t("orgs.place")}
        autoComplete="off"
        preset={preset.place}
        maxLength={200}
        optional
      />
      <TextField
        name="website"
        label={t("orgs.website")}
        type="url"
        inputMode="url"
        autoComplete="url"
        preset={preset.website}
        maxLength={500}
        optional
      />
    </>
  );
};
