import { useTranslation } from "react-i18next";
import { useLocation, useRouteLoaderData } from "react-router";
import type { loader as rootLoader } from "../root.tsx";
import type { ToldHealth } from "./health.ts";

/** Where pages show invented stations although real ones measure: each of them, and their list. */
const isTheirs = (pathname: string, search: string): boolean =>
  pathname.startsWith("/stations/demo-") ||
  new URLSearchParams(search).get("origin") === "simulated";

const isShown = (
  state: ToldHealth["demonstration"],
  { pathname, search }: { readonly pathname: string; readonly search: string },
): boolean => state === "shown" || (state === "over" && isTheirs(pathname, search));

/** Whether the top of this page says already that what it shows is invented. */
export const useSaysDemonstration = (): boolean => {
  const root = useRouteLoaderData<typeof rootLoader>("root");
  return isShown(root?.health?.demonstration, useLocation());
};

/** Tells everybody, on every page that may show them, that these stations are invented. */
export const DemonstrationBanner = ({ state }: { state: ToldHealth["demonstration"] }) => {
  const { t } = useTranslation();
  const location = useLocation();
  if (!isShown(state, location)) return null;
  return (
    <p className="demonstration-banner">
      <strong>{t("demonstration.name")}</strong> {t("demonstration.text")}
    </p>
  );
};
