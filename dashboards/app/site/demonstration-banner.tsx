import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import type { ToldHealth } from "./health.ts";

/** Where pages show invented stations although real ones measure: each of them, and their list. */
const isTheirs = (pathname: string, search: string): boolean =>
  pathname.startsWith("/stations/demo-") ||
  new URLSearchParams(search).get("origin") === "simulated";

/** Tells everybody, on every page that may show them, that these stations are invented. */
export const DemonstrationBanner = ({ state }: { state: ToldHealth["demonstration"] }) => {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  if (state === undefined || (state === "over" && !isTheirs(pathname, search))) return null;
  return (
    <p className="demonstration-banner">
      <strong>{t("demonstration.name")}</strong> {t("demonstration.text")}
    </p>
  );
};
