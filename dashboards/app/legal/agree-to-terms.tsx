import { useTranslation } from "react-i18next";
import { Tick } from "../forms/form.tsx";

/** The terms in short, the whole of them in a new tab, and a tick. */
export const AgreeToTerms = ({
  version,
  label,
}: {
  /** Of the terms that are shown. */
  readonly version: string;
  readonly label: string;
}) => {
  const { t } = useTranslation();
  return (
    <>
      <p>
        {t("link.termsText")}{" "}
        <a href="/terms" target="_blank" rel="noopener">
          {t("link.readTerms")}
        </a>
      </p>
      <input type="hidden" name="version" value={version} />
      <Tick name="terms" label={label} />
    </>
  );
};
