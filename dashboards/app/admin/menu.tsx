import { useTranslation } from "react-i18next";
import { useRouteLoaderData } from "react-router";
import type { loader as rootLoader } from "../root.tsx";

export const adminPages = [
  "people",
  "outbox",
  "jobs",
  "audit",
  "territories",
  "fleet",
  "waiting",
  "quarantine",
  "conflicts",
  "calibrations",
  "references",
  "recomputes",
  "operator",
] as const;
export type AdminPage = (typeof adminPages)[number];

/**
 * The administrator's pages, and for whoever came with the machine's token the way out of them. The overview has
 * a tile for each page.
 */
export const AdminMenu = ({ page }: { page: AdminPage | "overview" | undefined }) => {
  const { t } = useTranslation();
  const root = useRouteLoaderData<typeof rootLoader>("root");
  return (
    <div className="admin-menu">
      {page === "overview" ? null : (
        <nav aria-label={t("admin.title")}>
          <ul>
            <li>
              <a href="/admin">{t("admin.title")}</a>
            </li>
            {adminPages.map((one) => (
              <li key={one}>
                <a href={`/admin/${one}`} aria-current={one === page ? "page" : undefined}>
                  {t(`admin.pages.${one}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {root?.hasToken ? (
        <form method="post" action="/admin/token">
          <button type="submit" name="leave" value="yes" className="quiet">
            {t("admin.leave")}
          </button>
        </form>
      ) : null}
    </div>
  );
};
