import { useTranslation } from "react-i18next";
import { languageContext } from "../i18n/request-language.ts";
import { services } from "../services.ts";
import type { Route } from "./+types/terms-page.ts";
import { ContactRows, Row } from "./contact.tsx";
import { termsOf } from "./terms.ts";
import { TermsText } from "./terms-text.tsx";

export const loader = async ({ context }: Route.LoaderArgs) => {
  const { operator } = await context.get(services).operator();
  const { name, address, phone, email } = operator;
  const terms = termsOf(operator, context.get(languageContext));
  return { terms, name, address, phone, email };
};

export default function TermsPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { terms, name, address, phone, email } = loaderData;
  return (
    <>
      <title>{`${t("legal.terms")} – ${t("site.name")}`}</title>
      <h1>{t("legal.terms")}</h1>
      {terms.text === undefined ? <p className="lead">{t("termsPage.intro")}</p> : null}
      <TermsText terms={terms} />
      {[name, address, phone, email].some(Boolean) ? (
        <>
          <h2>{t("termsPage.contact")}</h2>
          <dl className="facts-list">
            {name === undefined ? null : <Row name={t("noticePage.name")}>{name}</Row>}
            <ContactRows address={address} phone={phone} email={email} />
          </dl>
        </>
      ) : null}
      <p className="note">{t("termsPage.version", { version: terms.version })}</p>
    </>
  );
}
