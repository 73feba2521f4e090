import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { pageHref } from "./bulletin.ts";

interface Own {
  readonly key: string;
  readonly name: string;
}

/** The bulletins that somebody gets, or is about to get. */
export const OwnBulletins = ({
  bulletins,
  children,
}: {
  bulletins: readonly Own[];
  children?: (bulletin: Own) => ReactNode;
}) => {
  const { t } = useTranslation();
  if (bulletins.length === 0) return null;
  return (
    <ul className="messages">
      {bulletins.map((one) => (
        <li key={one.key}>
          <p>
            <a href={pageHref(one.key)}>{t("bulletin.title", { name: one.name })}</a>
            {`, ${t("bulletin.eachDay")}`}
          </p>
          {children?.(one)}
        </li>
      ))}
    </ul>
  );
};
