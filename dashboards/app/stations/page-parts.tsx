import { useTranslation } from "react-i18next";

/** The parts that a station's page may have, in their order: each is the identifier of its heading. */
export const parts = [
  "latest",
  "day",
  "nearby",
  "elsewhere",
  "calendar",
  "noise",
  "rose",
  "extremes",
  "about",
] as const;
export type Part = (typeof parts)[number];

/** Where the page's own parts are: a phone shows two screens of a long page before them. */
export const PageParts = ({ present }: { readonly present: readonly Part[] }) => {
  const { t } = useTranslation();
  return (
    <nav className="page-parts" aria-label={t("station.parts.label")}>
      <ul>
        {present.map((part) => (
          <li key={part}>
            <a href={`#${part}`}>{t(`station.parts.${part}`)}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
