import { useTranslation } from "react-i18next";
import { languageContext } from "../i18n/request-language.ts";
import { services } from "../services.ts";
import type { Route } from "./+types/privacy-page.ts";
import { ContactRows, Email, Incomplete, Row } from "./contact.tsx";
import { authorityOf, textIn } from "./operator.ts";

export const loader = async ({ context }: Route.LoaderArgs) => {
  const { operator } = await context.get(services).operator();
  const { privacy } = operator;
  return {
    contact: privacy?.contact,
    officer: privacy?.officer,
    basis: privacy?.basis && textIn(privacy.basis, context.get(languageContext)),
    authority: authorityOf(operator, "privacy"),
  };
};

const cookies = ["Lang", "Session", "Admin"] as const;
const cookieNames = { Lang: "lang", Session: "dcz.…", Admin: "admin-token" } as const;

export default function Privacy({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { contact, officer, basis, authority } = loaderData;
  return (
    <>
      <title>{`${t("privacyPage.title")} – ${t("site.name")}`}</title>
      <h1>{t("privacyPage.title")}</h1>
      {contact === undefined ? <Incomplete /> : null}
      <h2>{t("privacyPage.readers")}</h2>
      <p>{t("privacyPage.readersText")}</p>
      <h2>{t("privacyPage.account")}</h2>
      <p>{t("privacyPage.accountText")}</p>
      <p>{t("privacyPage.accountTime")}</p>
      <h2>{t("privacyPage.stations")}</h2>
      <p>{t("privacyPage.stationsText")}</p>
      {basis === undefined ? null : (
        <>
          <h2>{t("privacyPage.basis")}</h2>
          <p>{basis}</p>
        </>
      )}
      <h2>{t("privacyPage.cookies")}</h2>
      <p>{t("privacyPage.cookiesText")}</p>
      <dl className="facts-list" aria-label={t("privacyPage.cookieCaption")}>
        {cookies.map((cookie) => (
          <Row key={cookie} name={cookieNames[cookie]}>
            {t(`privacyPage.cookie${cookie}`)} ({t(`privacyPage.cookie${cookie}Time`)})
          </Row>
        ))}
      </dl>
      <h2>{t("privacyPage.rights")}</h2>
      {contact === undefined ? null : (
        <p>
          {t("privacyPage.rightsText")} <Email email={contact} />
        </p>
      )}
      {officer === undefined ? null : <p>{t("privacyPage.officer", { name: officer })}</p>}
      {authority === undefined ? null : (
        <>
          <p>{t("privacyPage.complain")}</p>
          <dl className="facts-list">
            <Row name={t("noticePage.name")}>{authority.name}</Row>
            <ContactRows address={authority.address} phone={authority.phone} url={authority.url} />
          </dl>
        </>
      )}
    </>
  );
}
