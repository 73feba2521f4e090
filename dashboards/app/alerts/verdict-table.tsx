import { useTranslation } from "react-i18next";
import type { AlertVerdicts } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";

/** What readers said of their messages: for whoever looks after the stations that counted. */
export const VerdictTable = ({ verdicts }: { verdicts: AlertVerdicts }) => {
  const { t, i18n } = useTranslation();
  const { figure, withUnit } = useFormats();
  if (verdicts.length === 0) return null;
  return (
    <>
      <h2 id="verdicts">{t("alerts.bulkTitle")}</h2>
      <p>{t("alerts.bulkText")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard */}
      <section className="scroll" aria-labelledby="verdicts" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("alerts.bulkWatched")}</th>
              <th scope="col">{t("alerts.bulkFrom")}</th>
              <th scope="col">{t("alerts.verdicts.right")}</th>
              <th scope="col">{t("alerts.verdicts.wrong")}</th>
              <th scope="col">{t("alerts.verdicts.unsure")}</th>
            </tr>
          </thead>
          <tbody>
            {verdicts.map(({ watched, title, unit, up, answers }) => (
              <tr key={`${watched} ${up}`}>
                <th scope="row">{title[i18n.language as Language]}</th>
                <td>
                  {unit === ""
                    ? t("alerts.level", { level: up })
                    : withUnit(figure(up, Number.isInteger(up) ? 0 : 1), unit)}
                </td>
                <td>{figure(answers.right, 0)}</td>
                <td>{figure(answers.wrong, 0)}</td>
                <td>{figure(answers.unsure, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
};
