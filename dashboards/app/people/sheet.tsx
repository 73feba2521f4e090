import { useTranslation } from "react-i18next";
import { useRouteLoaderData } from "react-router";
import { Row } from "../legal/contact.tsx";
import type { loader as rootLoader } from "../root.tsx";

export interface PrintedSheet {
  readonly id: string;
  readonly name: string;
  readonly signInName: string;
  readonly code: string;
  /** The address that a person types. */
  readonly site: string;
}

/** What somebody without an address takes home: on paper it is the whole page. */
export const Sheet = ({ sheet }: { sheet: PrintedSheet }) => {
  const { t } = useTranslation();
  const phone = useRouteLoaderData<typeof rootLoader>("root")?.service.phone;
  return (
    <>
      <p className="screen-only">{t("people.sheetText")}</p>
      <p className="screen-only">{t("people.print")}</p>
      <section className="sheet" aria-label={t("people.sheetTitle", { name: sheet.name })}>
        <h2>{t("people.sheetFor", { name: sheet.name })}</h2>
        <dl>
          <Row name={t("people.sheetSite")}>
            <strong>{sheet.site}</strong>
          </Row>
          <Row name={t("people.sheetName")}>
            <code>{sheet.signInName}</code>
          </Row>
          <Row name={t("people.sheetCode")}>
            <code>{sheet.code}</code>
          </Row>
        </dl>
        <p>{t("people.sheetHow")}</p>
        <p className="blank" />
        {phone === undefined ? null : <p>{t("people.sheetHelp", { phone })}</p>}
      </section>
      <p className="actions">
        <a className="button quiet" href={`/people/${sheet.id}`}>
          {t("people.toPerson")}
        </a>
      </p>
    </>
  );
};
