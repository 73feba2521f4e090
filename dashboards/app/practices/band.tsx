import { useTranslation } from "react-i18next";
import type { Practice } from "../api/answers.ts";
import styles from "./practices.css?url";

/** Whose service it is: its logo and its name, in its colours. */
export const PracticeBand = ({
  practice: { slug, name, logo },
}: {
  practice: Pick<Practice, "slug" | "name" | "logo">;
}) => {
  const { t } = useTranslation();
  return (
    <>
      <link rel="stylesheet" href={styles} precedence="default" />
      <link rel="stylesheet" href={`/p/${slug}/colours.css`} precedence="default" />
      <p className="practice-band">
        {logo === null ? null : <img src={logo} alt={t("practice.logoOf", { name })} height={48} />}
        <strong>{name}</strong>
      </p>
    </>
  );
};
