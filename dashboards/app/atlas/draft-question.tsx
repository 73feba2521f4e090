import { useTranslation } from "react-i18next";
import type { AtlasDraft } from "../api/answers.ts";
import { Choice, LongField, TextField, Ticks } from "../forms/form.tsx";
import { families } from "./atlas-query.ts";
import { type DraftStep, days, isWordList } from "./draft-steps.ts";
import type { OfferedAddress } from "./find-addresses.ts";
import { atlasWords } from "./words.ts";

interface DraftQuestionProps {
  readonly step: DraftStep;
  readonly draft: AtlasDraft;
  /** Addresses that resemble what was typed; undefined where nothing was searched yet. */
  readonly found: readonly OfferedAddress[] | undefined;
}

/** The fields of one question about a place. */
export const DraftQuestion = ({ step, draft: { answers }, found }: DraftQuestionProps) => {
  const { t } = useTranslation();
  if (isWordList(step)) {
    const options = atlasWords[step].map(([, key]) => ({
      value: key,
      label: t(`atlas.words.${key}`),
    }));
    return <Ticks name={step} label={t(`atlas.ask.${step}`)} options={options} />;
  }
  switch (step) {
    case "name":
      return (
        <TextField
          name="name"
          label={t("atlas.ask.name")}
          hint={t("atlas.ask.nameHint")}
          autoComplete="off"
          maxLength={200}
        />
      );
    case "family":
      return (
        <Choice
          name="family"
          label={t("atlas.ask.family")}
          preset="mediation"
          options={families.map((value) => ({ value, label: t(`atlas.family.${value}`) }))}
        />
      );
    case "where":
      return <Where answers={answers} found={found} />;
    case "address":
      return (
        <>
          <TextField name="street" label={t("atlas.ask.street")} autoComplete="off" optional />
          <TextField
            name="addressDetail"
            label={t("atlas.ask.addressDetail")}
            hint={t("atlas.ask.addressDetailHint")}
            autoComplete="off"
            optional
          />
          <TextField
            name="postcode"
            label={t("atlas.ask.postcode")}
            inputMode="numeric"
            autoComplete="off"
            optional
          />
          <TextField name="commune" label={t("atlas.ask.commune")} autoComplete="off" />
        </>
      );
    case "contact":
      return (
        <>
          <p>{t("atlas.ask.contact")}</p>
          <TextField name="phone" type="tel" label={t("atlas.phone")} autoComplete="off" optional />
          <TextField
            name="email"
            type="email"
            label={t("atlas.email")}
            hint={t("atlas.ask.emailHint")}
            autoComplete="off"
            optional
            plain
          />
          <TextField
            name="website"
            label={t("atlas.website")}
            inputMode="url"
            autoComplete="off"
            optional
            plain
          />
        </>
      );
    case "hours":
      return (
        <>
          <p>{t("atlas.ask.hours")}</p>
          {days.map((day) => (
            <TextField
              key={day}
              name={day}
              label={t(`atlas.days.${day}`)}
              autoComplete="off"
              maxLength={200}
              optional
            />
          ))}
        </>
      );
    case "more":
      return (
        <LongField
          name="description"
          label={t("atlas.ask.more")}
          hint={t("atlas.ask.moreHint")}
          optional
        />
      );
    default:
      return null;
  }
};

const Where = ({
  answers: { street, postcode, commune },
  found,
}: {
  answers: AtlasDraft["answers"];
  found: readonly OfferedAddress[] | undefined;
}) => {
  const { t } = useTranslation();
  const known = [street, postcode, commune].filter(Boolean).join(", ");
  return (
    <>
      {known === "" || found !== undefined ? null : (
        <p>{t("atlas.ask.whereKnown", { address: known })}</p>
      )}
      <TextField
        name="search"
        type="search"
        label={t("atlas.ask.where")}
        hint={t("atlas.ask.whereHint")}
        autoComplete="off"
        maxLength={200}
        isOneOf
      />
      {found === undefined ? null : (
        <>
          <p role="status">{t(found.length === 0 ? "atlas.foundNone" : "atlas.ask.whereFound")}</p>
          <Choice
            name="place"
            label={t("atlas.ask.whereChoose")}
            options={[...found, { value: "hand", label: t("atlas.ask.whereHand") }]}
            {...(found.length === 0 ? { preset: "hand" } : {})}
          />
        </>
      )}
    </>
  );
};
