import { useTranslation } from "react-i18next";
import { blocksOf, type Terms } from "./terms.ts";

const sections = [
  ...(["service", "account", "given", "measures", "forbidden"] as const),
  ...(["figures", "data", "consequences", "end", "change"] as const),
] as const;

/** The text of the terms of use: the operator's own, else the one that comes with the software. */
export const TermsText = ({ terms }: { terms: Terms }) => {
  const { t } = useTranslation();
  if (terms.text !== undefined)
    return blocksOf(terms.text).map(({ kind, text }) =>
      kind === "heading" ? (
        <h2 key={text}>{text}</h2>
      ) : (
        <p key={text} className="postal">
          {text}
        </p>
      ),
    );
  return sections.map((section) => (
    <section key={section}>
      <h2>{t(`termsPage.sections.${section}.title`)}</h2>
      <p>{t(`termsPage.sections.${section}.text`)}</p>
    </section>
  ));
};
