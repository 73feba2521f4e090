import { useTranslation } from "react-i18next";

interface StationCreditProps {
  /** How its host wishes to be named. */
  readonly credit?: string | undefined;
  /** SPDX identifier. */
  readonly licence?: string | undefined;
}

/** Whose station it is, as far as its host wishes, and under which licence its data are. */
export const StationCredit = ({ credit, licence }: StationCreditProps) => {
  const { t } = useTranslation();
  const sentences = [
    ...(credit === undefined ? [] : [t("station.hostedBy", { credit })]),
    ...(licence === undefined ? [] : [t("station.licence", { licence })]),
  ];
  return sentences.length === 0 ? null : <p>{sentences.join(" ")}</p>;
};
