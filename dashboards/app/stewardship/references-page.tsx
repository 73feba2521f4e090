import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/references-page.ts";

const done = ["declared", "ended"] as const;
const LONGEST = 200;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/quality/references", { signal }));
  const told = new URL(request.url).searchParams.get("done");
  return {
    references: adminAnswer(request, asked).references,
    done: done.find((one) => one === told),
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const values = typed(form, "end", "station", "name", "source");
  if (values.end !== "") {
    const asked = await ask(
      api.DELETE("/api/v1/quality/references/{station}", {
        ...{ params: { path: { station: values.end } }, signal },
      }),
    );
    const fault = refusal(asked, { form, request });
    return fault === undefined ? redirect("/admin/references?done=ended") : tryAgain({}, fault);
  }
  if (values.station === "") return tryAgain(values, { field: "station", text: "station" });
  if (values.name === "") return tryAgain(values, { field: "name", text: "operator" });
  if (values.source !== "" && !/^https?:\/\/\S+\.\S+/.test(values.source))
    return tryAgain(values, { field: "source", text: "website" });
  const asked = await ask(
    api.PUT("/api/v1/quality/references/{station}", {
      ...{ params: { path: { station: values.station } }, signal },
      body: { name: values.name, ...(values.source === "" ? {} : { source: values.source }) },
    }),
  );
  const fault = refusal(asked, { form, request, field: "station" });
  return fault === undefined
    ? redirect("/admin/references?done=declared")
    : tryAgain(values, fault);
};

export default function ReferencesPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <>
      <AdminMenu page="references" />
      <Page
        title={t("admin.pages.references")}
        state={actionData}
        done={
          loaderData.done && actionData === undefined
            ? t(`references.done.${loaderData.done}`)
            : undefined
        }
      >
        <p>{t("references.intro")}</p>
        {loaderData.references.length === 0 ? <p>{t("references.none")}</p> : null}
        <ul className="messages">
          {loaderData.references.map(({ station, name, source, declared }) => (
            <li key={station}>
              <h2>
                <a href={`/stations/${station}`}>{station}</a> – {name}
              </h2>
              <p className="note">
                {t("references.since", { day: date(Date.parse(declared)) })}
                {source === undefined ? null : (
                  <>
                    {" · "}
                    <a href={source}>{source}</a>
                  </>
                )}
              </p>
              <Form quiet>
                <input type="hidden" name="end" value={station} />
                <p className="actions">
                  <button type="submit" className="quiet">
                    {t("references.end")}
                    <span className="heard"> {station}</span>
                  </button>
                </p>
              </Form>
            </li>
          ))}
        </ul>
        <h2>{t("references.declare")}</h2>
        <Form state={actionData} submit={t("references.send")}>
          <TextField
            name="station"
            label={t("references.station")}
            hint={t("references.stationHint")}
            autoComplete="off"
            maxLength={64}
            plain
          />
          <TextField
            name="name"
            label={t("references.name")}
            hint={t("references.nameHint")}
            autoComplete="off"
            maxLength={LONGEST}
          />
          <TextField
            name="source"
            type="url"
            label={t("references.source")}
            autoComplete="off"
            maxLength={LONGEST}
            optional
          />
        </Form>
      </Page>
    </>
  );
}
