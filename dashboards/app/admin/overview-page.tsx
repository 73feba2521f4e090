import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { languageContext } from "../i18n/request-language.ts";
import { missingParts } from "../legal/operator.ts";
import { services } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/overview-page.ts";
import { AdminMenu, adminPages } from "./menu.tsx";
import { adminAnswer, adminApi } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const [read, quarantine, mail] = await Promise.all([
    context.get(services).operator(),
    // Whoever may not see this is no administrator.
    ask(api.GET("/api/v1/quarantine", { params: { query: { limit: 1 } }, signal })),
    ask(api.GET("/api/v1/admin/mail", { signal })),
  ]);
  adminAnswer(request, quarantine);
  const fault = mail.ok ? mail.value.fault : undefined;
  return {
    toFill: missingParts(read.operator).length + read.faults.length,
    hasMail: !mail.ok || mail.value.configured,
    fault: fault && { text: fault[context.get(languageContext)], since: Date.parse(fault.since) },
  };
};

export default function Overview({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { toFill, hasMail, fault } = loaderData;
  return (
    <>
      <title>{`${t("admin.title")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="overview" />
      <h1>{t("admin.title")}</h1>
      {toFill === 0 && hasMail && fault === undefined ? null : (
        <section className="notices">
          <h2>{t("notice.title")}</h2>
          <ul>
            {toFill === 0 ? null : (
              <li>
                <a href="/admin/operator">{t("admin.toFill", { count: toFill })}</a>
              </li>
            )}
            {hasMail ? null : <li>{t("admin.mailMissing")}</li>}
            {fault === undefined ? null : (
              <li>{t("admin.mailFault", { date: moment(fault.since), text: fault.text })}</li>
            )}
          </ul>
        </section>
      )}
      <ul className="tiles">
        {adminPages.map((page) => (
          <li key={page} className="panel tile">
            <h2>
              <a href={`/admin/${page}`}>{t(`admin.pages.${page}`)}</a>
            </h2>
            <p>{t(`admin.about.${page}`)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
