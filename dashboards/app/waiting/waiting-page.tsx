import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/waiting-page.ts";

/** The room has a bound of its own; a page shows so many, the longest waiting first. */
const SHOWN = 100;
const told = ["let_in", "refused", "secret"] as const;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/admin/stations/waiting", { signal }));
  const { stations } = adminAnswer(request, asked);
  const done = new URL(request.url).searchParams.get("done");
  return {
    stations: stations.toSorted((a, b) => a.since.localeCompare(b.since)).slice(0, SHOWN),
    count: stations.length,
    done: told.find((one) => one === done),
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const api = await adminApi(request, context);
  const form = await request.formData();
  const { station, act } = typed(form, "station", "act");
  const asking = { params: { path: { id: station } }, signal: patience(request.signal) };
  const asked =
    act === "refuse"
      ? await ask(api.DELETE("/api/v1/admin/stations/{id}/waiting", asking))
      : await ask(api.POST("/api/v1/admin/stations/{id}/registration", asking));
  const fault = refusal(asked, { form, request });
  return fault === undefined
    ? redirect(`/admin/waiting?done=${act === "refuse" ? "refused" : "let_in"}`)
    : tryAgain({}, fault);
};

export default function WaitingPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { stations, count, done } = loaderData;
  return (
    <>
      <AdminMenu page="waiting" />
      <Page
        title={t("waiting.title")}
        state={actionData}
        done={
          done === undefined || actionData !== undefined ? undefined : t(`waiting.done.${done}`)
        }
      >
        <p>{t("waiting.intro")}</p>
        <p>{count === 0 ? t("waiting.none") : t("waiting.count", { count })}</p>
        <ul className="messages">
          {stations.map(({ station, since, isProved, gateways }) => (
            <li key={station}>
              <h2>{station}</h2>
              <p>{t("waiting.since", { date: moment(Date.parse(since)) })}</p>
              <p>{t(isProved ? "waiting.proved" : "waiting.notProved")}</p>
              {gateways.length === 0 ? null : (
                <p>{t("waiting.gateways", { gateways: gateways.join(", ") })}</p>
              )}
              <Decision station={station} act="let_in" label={t("waiting.letIn")} />
              <details>
                <summary>
                  {t("waiting.toRefuse")}
                  <span className="heard"> {station}</span>
                </summary>
                <p>{t("waiting.refuseText")}</p>
                <Decision station={station} act="refuse" label={t("waiting.refuse")} />
              </details>
            </li>
          ))}
        </ul>
        <h2>{t("waiting.secretTitle")}</h2>
        <Form method="get" action="/admin/secret" submit={t("forms.next")} quiet>
          <TextField
            name="station"
            label={t("waiting.station")}
            hint={t("waiting.stationHint")}
            autoComplete="off"
            maxLength={64}
            plain
          />
        </Form>
      </Page>
    </>
  );
}

const Decision = ({
  station,
  act,
  label,
}: {
  readonly station: string;
  readonly act: "let_in" | "refuse";
  readonly label: string;
}) => (
  <form method="post" className="form">
    <input type="hidden" name="station" value={station} />
    <input type="hidden" name="act" value={act} />
    <p className="actions">
      <button type="submit" className={act === "refuse" ? "quiet" : undefined}>
        {label}
        <span className="heard"> {station}</span>
      </button>
    </p>
  </form>
);
