import { useTranslation } from "react-i18next";
import { Phone } from "./contact.tsx";
import type { ServiceFacts } from "./operator.ts";

/** At the foot of every page, in the same place: help first, then what the service owes to people. */
export const ServiceLinks = ({ service }: { service: ServiceFacts }) => {
  const { t } = useTranslation();
  const { name, phone, hours, conformity } = service;
  return (
    <>
      {phone === undefined ? null : (
        <p className="call">
          {t("legal.call")} <Phone phone={phone} />
          {hours === undefined ? null : ` (${hours})`}
        </p>
      )}
      <nav aria-label={t("legal.about")}>
        {name === undefined ? null : <p>{name}</p>}
        <ul>
          <li>
            <a href="/help">{t("legal.help")}</a>
          </li>
          <li>
            <a href="/legal-notice">{t("legal.notice")}</a>
          </li>
          <li>
            <a href="/terms">{t("legal.terms")}</a>
          </li>
          <li>
            <a href="/privacy">{t("legal.privacy")}</a>
          </li>
          <li>
            <a href="/accessibility">
              {t("legal.accessibility", { state: t(`legal.states.${conformity}`) })}
            </a>
          </li>
        </ul>
      </nav>
    </>
  );
};
