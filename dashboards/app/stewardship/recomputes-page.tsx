import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { AdminMenu } from "../admin/menu.tsx";
import { meantTerritory } from "../admin/scope.ts";
import { adminAnswer, adminApi } from "../admin/session.ts";
import type { Recompute } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { endOfDay } from "../forms/dates.ts";
import { Choice, Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { dayAt, startOfDay } from "../places/when.ts";
import { services } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/recomputes-page.ts";

const done = ["started", "cancelled"] as const;
const tiers = ["reprocessed", "consolidated"] as const;
const TERRITORIES = 50;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/quality/recomputes", { signal }));
  const told = new URL(request.url).searchParams.get("done");
  return {
    recomputes: adminAnswer(request, asked).recomputes,
    done: done.find((one) => one === told),
    today: dayAt(context.get(services).now(), context.get(zoneContext)),
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const values = typed(form, "cancel", "station", "territory", "from", "until", "tier");
  if (values.cancel !== "") {
    const path = { id: values.cancel };
    const asked = await ask(
      api.POST("/api/v1/quality/recomputes/{id}/cancel", { params: { path }, signal }),
    );
    const fault = refusal(asked, { form, request });
    return fault === undefined ? redirect("/admin/recomputes?done=cancelled") : tryAgain({}, fault);
  }
  const [now, zone] = [context.get(services).now(), context.get(zoneContext)];
  const from = startOfDay(values.from, zone, now);
  const end = endOfDay(values.until, zone);
  const tier = tiers.find((one) => one === values.tier);
  if (from === undefined) return tryAgain(values, { field: "from", text: "pastDay" });
  if (end === undefined || startOfDay(values.until, zone, now) === undefined)
    return tryAgain(values, { field: "until", text: "pastDay" });
  if (end <= from) return tryAgain(values, { field: "until", text: "endsBefore" });
  if (tier === undefined) return tryAgain(values, { field: "tier", text: "choose" });
  if (values.station !== "" && values.territory !== "")
    return tryAgain(values, { field: "territory", text: "stationOrTerritory" });
  let territory: string | undefined;
  if (values.territory !== "") {
    const query = { search: values.territory, limit: TERRITORIES };
    const asked = await ask(api.GET("/api/v1/territories", { params: { query }, signal }));
    const fault = refusal(asked, { form, request, field: "territory" });
    if (fault !== undefined || !asked.ok) return tryAgain(values, ...(fault ? [fault] : []));
    territory = meantTerritory(values.territory, asked.value.territories)?.id;
    if (territory === undefined) return tryAgain(values, { field: "territory", text: "territory" });
  }
  const asked = await ask(
    api.POST("/api/v1/quality/recomputes", {
      signal,
      body: {
        ...(values.station === "" ? {} : { station: values.station }),
        ...(territory === undefined ? {} : { territory }),
        from: new Date(from).toISOString(),
        until: new Date(Math.min(end, now)).toISOString(),
        tier,
      },
    }),
  );
  const fault = refusal(asked, { form, request, field: "station" });
  return fault === undefined ? redirect("/admin/recomputes?done=started") : tryAgain(values, fault);
};

export default function RecomputesPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { recomputes, today } = loaderData;
  return (
    <>
      <AdminMenu page="recomputes" />
      <Page
        title={t("admin.pages.recomputes")}
        state={actionData}
        done={
          loaderData.done && actionData === undefined
            ? t(`recomputes.done.${loaderData.done}`)
            : undefined
        }
      >
        <p>{t("recomputes.intro")}</p>
        <h2>{t("recomputes.last")}</h2>
        {recomputes.length === 0 ? <p>{t("admin.noEntry")}</p> : null}
        <ul className="messages">
          {recomputes.map((one) => (
            <li key={one.id}>
              <OneRecompute recompute={one} />
            </li>
          ))}
        </ul>
        <h2>{t("recomputes.start")}</h2>
        <Form state={actionData} submit={t("recomputes.send")}>
          <TextField
            name="station"
            label={t("recomputes.station")}
            hint={t("recomputes.stationHint")}
            autoComplete="off"
            maxLength={64}
            optional
            plain
          />
          <TextField
            name="territory"
            label={t("recomputes.territory")}
            hint={t("recomputes.territoryHint")}
            autoComplete="off"
            maxLength={100}
            optional
          />
          <TextField name="from" type="date" label={t("recomputes.from")} autoComplete="off" />
          <TextField
            name="until"
            type="date"
            label={t("recomputes.until")}
            hint={t("recomputes.untilHint")}
            autoComplete="off"
            preset={today}
          />
          <Choice
            name="tier"
            label={t("recomputes.tier")}
            preset="reprocessed"
            options={tiers.map((value) => ({ value, label: t(`recomputes.tiers.${value}`) }))}
          />
        </Form>
      </Page>
    </>
  );
}

const OneRecompute = ({ recompute }: { recompute: Recompute }) => {
  const { t } = useTranslation();
  const { moment, figure, share } = useFormats();
  const { id, station, territory, tier, state, progress, values, changed } = recompute;
  const isUnderWay = state === "waiting" || state === "running";
  const of =
    station ?? (territory === undefined ? t("recomputes.all") : t("recomputes.ofTerritory"));
  const name = t("recomputes.one", {
    ...{ of, tier: t(`recomputes.tierNames.${tier}`) },
    ...{ from: moment(Date.parse(recompute.from)), until: moment(Date.parse(recompute.until)) },
  });
  return (
    <>
      <h3>
        {name} – {t(`jobs.states.${state}`)}
      </h3>
      {progress === undefined ? null : (
        <p>
          <progress max={progress.total} value={progress.done} aria-label={name} />{" "}
          {t(progress.station === undefined ? "recomputes.progress" : "recomputes.progressAt", {
            share: share(progress.total === 0 ? 0 : progress.done / progress.total),
            station: progress.station,
          })}
        </p>
      )}
      <p>{t("recomputes.made", { values: figure(values, 0), changed: figure(changed, 0) })}</p>
      {recompute.fault === undefined ? null : <p className="fault">{recompute.fault}</p>}
      <p className="note">
        {t("jobs.created", { date: moment(Date.parse(recompute.created)) })}
        {recompute.ended === undefined
          ? null
          : ` · ${t("jobs.ended", { date: moment(Date.parse(recompute.ended)) })}`}
      </p>
      {isUnderWay ? (
        <Form quiet>
          <input type="hidden" name="cancel" value={id} />
          <p className="actions">
            <button type="submit" className="quiet">
              {t("recomputes.cancel")}
              <span className="heard"> {name}</span>
            </button>
          </p>
        </Form>
      ) : null}
    </>
  );
};
