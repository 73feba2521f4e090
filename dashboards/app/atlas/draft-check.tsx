import { useTranslation } from "react-i18next";
import type { AtlasDraft } from "../api/answers.ts";
import { Notice } from "../design/notice.tsx";
import { type DraftStep, days, draftAddress, stepNames } from "./draft-steps.ts";
import { useAtlasWord } from "./use-atlas-word.ts";

/** All answers before they are submitted, each with the way back to its question; and places that it may be already. */
export const DraftCheck = ({ draft }: { draft: AtlasDraft }) => {
  const { t } = useTranslation();
  const word = useAtlasWord();
  const { id, answers, likes, isCorrection, isOwn } = draft;
  const filled = (texts: readonly (string | undefined)[]): string[] =>
    texts.flatMap((text) => (text === undefined || text === "" ? [] : [text]));
  const lines = (step: DraftStep): string[] => {
    switch (step) {
      case "where":
        return filled([
          answers.street,
          answers.addressDetail,
          [answers.postcode, answers.commune].filter(Boolean).join(" "),
        ]);
      case "family":
        return answers.family === undefined
          ? []
          : [t(`atlas.family.${answers.family as "mediation"}`)];
      case "contact":
        return filled([answers.phone, answers.email, answers.website]);
      case "services":
      case "publics":
      case "care":
      case "fees":
        return (answers[step] ?? []).map(word);
      case "hours":
        return days.flatMap((day) =>
          (answers[day] ?? "") === "" ? [] : [`${t(`atlas.days.${day}`)} : ${answers[day]}`],
        );
      case "name":
        return filled([answers.name]);
      case "more":
        return filled([answers.description]);
      default:
        return [];
    }
  };
  const shown = stepNames.filter((step) => step !== "address" && step !== "check");
  return (
    <>
      {likes.length === 0 ? null : (
        <Notice kind="warning">
          <h2>{t("atlas.likes")}</h2>
          <p>{t("atlas.likesText")}</p>
          <ul>
            {likes.map(({ slug, name, street, commune }) => (
              <li key={slug}>
                <a href={`/atlas/${slug}`}>{name}</a>
                {` ${[street, commune].filter(Boolean).join(", ")}`}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <dl className="atlas-facts">
        {shown.map((step) => {
          const said = lines(step);
          return (
            <div key={step}>
              <dt>{t(`atlas.steps.${step}`)}</dt>
              {said.length === 0 ? <dd>{t("atlas.nothingSaid")}</dd> : null}
              {said.map((line) => (
                <dd key={line} className="atlas-words">
                  {line}
                </dd>
              ))}
              <dd>
                <a
                  href={draftAddress(id, step)}
                  aria-label={t("atlas.changeStep", { step: t(`atlas.steps.${step}`) })}
                >
                  {t("atlas.changeAnswer")}
                </a>
              </dd>
            </div>
          );
        })}
      </dl>
      <p>
        {t(isOwn ? "atlas.ownText" : isCorrection ? "atlas.correctionText" : "atlas.submitText")}
      </p>
    </>
  );
};
