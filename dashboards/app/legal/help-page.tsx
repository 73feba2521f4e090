import { useTranslation } from "react-i18next";
import { languageContext } from "../i18n/request-language.ts";
import { services } from "../services.ts";
import type { Route } from "./+types/help-page.ts";
import { Email, Phone } from "./contact.tsx";
import { textIn } from "./operator.ts";

export const loader = async ({ context }: Route.LoaderArgs) => {
  const { operator } = await context.get(services).operator();
  const { help } = operator;
  return {
    phone: help?.phone,
    hours: help?.hours && textIn(help.hours, context.get(languageContext)),
    email: help?.email ?? operator.email,
  };
};

export default function Help({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { phone, hours, email } = loaderData;
  return (
    <>
      <title>{`${t("helpPage.title")} – ${t("site.name")}`}</title>
      <h1>{t("helpPage.title")}</h1>
      {phone === undefined && email === undefined ? <p>{t("helpPage.noHelp")}</p> : null}
      {phone === undefined ? null : (
        <section>
          <h2>{t("helpPage.byPhone")}</h2>
          <p className="call">
            <Phone phone={phone} />
          </p>
          <p>{t("helpPage.byPhoneText")}</p>
          {hours === undefined ? null : <p>{t("helpPage.hours", { hours })}</p>}
        </section>
      )}
      {email === undefined ? null : (
        <section>
          <h2>{t("helpPage.byMail")}</h2>
          <p>
            <Email email={email} />
          </p>
        </section>
      )}
      <h2>{t("helpPage.noEmail")}</h2>
      <p>{t("helpPage.noEmailText")}</p>
      <h2>{t("helpPage.reading")}</h2>
      <p>{t("helpPage.readingText")}</p>
    </>
  );
}
