import { useTranslation } from "react-i18next";
import { languageContext } from "../i18n/request-language.ts";
import { services } from "../services.ts";
import type { Route } from "./+types/notice-page.ts";
import { ContactRows, Incomplete, Row } from "./contact.tsx";
import { textIn } from "./operator.ts";

/** What the law asks of whoever publishes a site. */
const owed = ["name", "legalForm", "address", "phone", "publicationDirector", "host"] as const;

export const loader = async ({ context }: Route.LoaderArgs) => {
  const { operator } = await context.get(services).operator();
  const { name, registration, address, phone, email, host, sourceCode } = operator;
  return {
    ...{ name, registration, address, phone, email, host, sourceCode },
    legalForm: operator.legalForm && textIn(operator.legalForm, context.get(languageContext)),
    director: operator.publicationDirector,
    isComplete: owed.every((part) => operator[part] !== undefined),
  };
};

export default function Notice({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { name, legalForm, registration, director, host, sourceCode, isComplete } = loaderData;
  const { address, phone, email } = loaderData;
  const rows = [
    ["name", name],
    ["legalForm", legalForm],
    ["registration", registration],
    ["director", director],
  ] as const;
  const isKnown = [name, legalForm, registration, director, address, phone, email].some(Boolean);
  return (
    <>
      <title>{`${t("legal.notice")} – ${t("site.name")}`}</title>
      <h1>{t("legal.notice")}</h1>
      {isComplete ? null : <Incomplete />}
      {isKnown ? (
        <>
          <h2>{t("noticePage.publisher")}</h2>
          <dl className="facts-list">
            {rows.map(([row, value]) =>
              value === undefined ? null : (
                <Row key={row} name={t(`noticePage.${row}`)}>
                  {value}
                </Row>
              ),
            )}
            <ContactRows address={address} phone={phone} email={email} />
          </dl>
        </>
      ) : null}
      {host === undefined ? null : (
        <>
          <h2>{t("noticePage.host")}</h2>
          <dl className="facts-list">
            <Row name={t("noticePage.name")}>{host.name}</Row>
            <ContactRows address={host.address} phone={host.phone} />
          </dl>
        </>
      )}
      <h2>{t("noticePage.licences")}</h2>
      <p>{t("noticePage.licencesText")}</p>
      {sourceCode === undefined ? null : (
        <p>
          <a href={sourceCode}>{t("legal.sourceOfThis")}</a>
        </p>
      )}
    </>
  );
}
