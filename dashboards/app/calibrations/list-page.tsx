import { useTranslation } from "react-i18next";
import { ListPages } from "../admin/list-pages.tsx";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { StateFilter, stateQuery } from "../admin/state-filter.tsx";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import type { Language } from "../i18n/language.ts";
import { useFormats } from "../site/formats-context.tsx";
import { quantityView } from "../stations/quantity.ts";
import type { Route } from "./+types/list-page.ts";
import { lineOf } from "./line.ts";

const states = ["proposed", "reviewed", "active", "ended", "refused"] as const;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const { query, cursor } = stateQuery(request, states);
  const params = { query: { ...query, ...(cursor && { cursor }) } };
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/quality/calibrations", { params, signal }));
  return { query, isFirst: cursor === undefined, ...adminAnswer(request, asked) };
};

export default function CalibrationsPage({ loaderData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const { moment, figure } = useFormats();
  const { query, isFirst, calibrations, next } = loaderData;
  return (
    <>
      <title>{`${t("admin.pages.calibrations")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="calibrations" />
      <h1>{t("admin.pages.calibrations")}</h1>
      <p>{t("calibrations.intro")}</p>
      <StateFilter
        address="/admin/calibrations"
        states={states}
        chosen={query.state}
        nameOf={(state) => t(`calibrations.states.${state}`)}
      />
      {calibrations.length === 0 ? <p>{t("admin.noEntry")}</p> : null}
      <ul className="messages">
        {calibrations.map((one) => (
          <li key={one.id}>
            <h2>
              <a href={`/admin/calibrations/${one.id}`}>
                {t("calibrations.of", {
                  ...{ station: one.station, sensor: one.sensor },
                  quantity: quantityView(one.quantity, language).label,
                })}
              </a>
              {` – ${t(`calibrations.states.${one.state}`)}`}
            </h2>
            <p>{t("calibrations.line", lineOf(one.fit, figure))}</p>
            <p className="note">
              {t("calibrations.proposed", { moment: moment(Date.parse(one.proposed)) })} ·{" "}
              {one.reference}
            </p>
          </li>
        ))}
      </ul>
      <h2>{t("propose.link")}</h2>
      <Form method="get" action="/admin/calibrations/new" submit={t("propose.begin")} quiet>
        <TextField
          name="station"
          label={t("propose.station")}
          autoComplete="off"
          maxLength={64}
          plain
        />
      </Form>
      <ListPages address="/admin/calibrations" query={query} isFirst={isFirst} next={next} />
    </>
  );
}
