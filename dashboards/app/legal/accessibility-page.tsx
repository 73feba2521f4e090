import { useTranslation } from "react-i18next";
import { languageContext } from "../i18n/request-language.ts";
import { services } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/accessibility-page.ts";
import { ContactRows, Incomplete, Phone, PostalAddress } from "./contact.tsx";
import { authorityOf, conformityOf, type Text, textIn, validAudit } from "./operator.ts";

export const loader = async ({ context }: Route.LoaderArgs) => {
  const { operator: find, now } = context.get(services);
  const { operator } = await find();
  const language = context.get(languageContext);
  const inLanguage = (texts: readonly Text[] = []) => texts.map((text) => textIn(text, language));
  const audit = validAudit(operator, now());
  const { accessibility, help } = operator;
  return {
    name: operator.name,
    conformity: conformityOf(operator, now()),
    audit: audit && { ...audit, pages: inLanguage(audit.pages) },
    established: accessibility?.established,
    notAccessible: inLanguage(accessibility?.notAccessible),
    exempted: inLanguage(accessibility?.exempted),
    plan: accessibility?.plan,
    contact: {
      phone: help?.phone ?? operator.phone,
      email: help?.email ?? operator.email,
      address: operator.address,
    },
    authority: authorityOf(operator, "accessibility"),
  };
};

export default function Accessibility({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { share, date } = useFormats();
  const {
    name,
    conformity,
    audit,
    established,
    notAccessible,
    exempted,
    plan,
    contact,
    authority,
  } = loaderData;
  const site = t("site.name");
  return (
    <>
      <title>{`${t("accessibilityPage.title")} – ${site}`}</title>
      <h1>{t("accessibilityPage.title")}</h1>
      {established === undefined || name === undefined ? <Incomplete /> : null}
      {name === undefined ? null : <p>{t("accessibilityPage.engages", { name })}</p>}
      <p>{t("accessibilityPage.applies", { site })}</p>

      <h2>{t("accessibilityPage.state")}</h2>
      <p>{t(`accessibilityPage.is.${conformity}`, { site })}</p>
      {audit === undefined ? <p>{t("accessibilityPage.noAudit")}</p> : null}

      {audit === undefined ? null : (
        <>
          <h2>{t("accessibilityPage.results")}</h2>
          <p>
            {t("accessibilityPage.result", {
              by: audit.by,
              date: date(Date.parse(audit.date)),
              share: share(audit.percent / 100),
            })}
          </p>
          {audit.tools === undefined ? null : (
            <p>{t("accessibilityPage.tools", { tools: audit.tools.join(", ") })}</p>
          )}
        </>
      )}
      <Listed title={t("accessibilityPage.pages")} items={audit?.pages ?? []} />
      <h2>{t("accessibilityPage.ownTests")}</h2>
      <p>{t("accessibilityPage.ownTestsText")}</p>
      <Listed
        title={t("accessibilityPage.notAccessible")}
        text={t("accessibilityPage.notAccessibleText")}
        items={notAccessible}
      />
      <Listed
        title={t("accessibilityPage.exempted")}
        text={t("accessibilityPage.exemptedText")}
        items={exempted}
      />

      <h2>{t("accessibilityPage.established")}</h2>
      {established === undefined ? null : (
        <p>{t("accessibilityPage.establishedText", { date: date(Date.parse(established)) })}</p>
      )}
      <p>{t("accessibilityPage.technologies")}</p>
      {plan === undefined ? null : (
        <p>
          <a href={plan}>{t("accessibilityPage.plan")}</a>
        </p>
      )}

      {Object.values(contact).some(Boolean) ? (
        <>
          <h2>{t("accessibilityPage.contact")}</h2>
          <p>{t("accessibilityPage.contactText")}</p>
          <dl className="facts-list">
            <ContactRows {...contact} />
          </dl>
        </>
      ) : null}

      {authority === undefined ? null : (
        <>
          <h2>{t("accessibilityPage.appeal")}</h2>
          <p>{t("accessibilityPage.appealText")}</p>
          <ul>
            <li>
              <a href={authority.url}>
                {t("accessibilityPage.appealWrite", { name: authority.name })}
              </a>
            </li>
            {authority.phone === undefined ? null : (
              <li>
                {t("accessibilityPage.appealCall")}
                <Phone phone={authority.phone} />
              </li>
            )}
            {authority.address === undefined ? null : (
              <li>
                {t("accessibilityPage.appealPost")}
                <br />
                <PostalAddress address={authority.address} />
              </li>
            )}
          </ul>
        </>
      )}
    </>
  );
}

const Listed = (props: {
  readonly title: string;
  readonly text?: string;
  readonly items: readonly string[];
}) =>
  props.items.length === 0 ? null : (
    <>
      <h2>{props.title}</h2>
      {props.text === undefined ? null : <p>{props.text}</p>}
      <ul>
        {props.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  );
