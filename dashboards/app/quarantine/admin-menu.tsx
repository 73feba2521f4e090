import { useTranslation } from "react-i18next";

const pages = ["quarantine", "conflicts", "operator"] as const;

/** The administrator's pages, and the way out of them. */
export const AdminMenu = ({ page }: { page: (typeof pages)[number] | undefined }) => {
  const { t } = useTranslation();
  return (
    <div className="admin-menu">
      <nav aria-label={t("quarantine.signIn")}>
        <ul>
          {pages.map((one) => (
            <li key={one}>
              <a href={`/admin/${one}`} aria-current={one === page ? "page" : undefined}>
                {t(`${one}.title`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form method="post" action="/admin">
        <button type="submit" name="leave" value="yes" className="quiet">
          {t("quarantine.leave")}
        </button>
      </form>
    </div>
  );
};
