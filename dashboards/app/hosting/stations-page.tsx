import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { GatewayList } from "../fleet/gateway-list.tsx";
import { ownTroubles } from "../fleet/own-troubles.ts";
import { ProblemList } from "../fleet/problem-list.tsx";
import { Form, SelectField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/stations-page.ts";

const told = ["shared", "state", "offered", "kept", "retired", "told"] as const;
const wishes = ["none", "own", "all"] as const;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const signal = patience(request.signal);
  const api = context.get(requestApi);
  const [asked, troubles, wish] = await Promise.all([
    ask(api.GET("/api/v1/account/stations", { signal })),
    ownTroubles(api, signal),
    ask(api.GET("/api/v1/account/fleet-alerts", { signal })),
  ]);
  const { stations, offers } = answerFor(request, asked);
  const troubled = new Map((troubles?.troubled ?? []).map((one) => [one.station, one.problems]));
  const done = new URL(request.url).searchParams.get("done");
  return {
    stations: stations.map((one) => ({ ...one, problems: troubled.get(one.station) ?? [] })),
    offers,
    troubledGateways: (troubles?.troubled ?? []).filter(({ isGateway }) => isGateway),
    gateways: troubles?.gateways ?? [],
    isJudged: troubles !== undefined,
    wish: answerFor(request, wish).of,
    done: told.find((one) => one === done),
  };
};

/** Maintenance begins or ends, a station that somebody offers is taken, or its host wants to be told of troubles. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { station, state, offer, wish } = typed(form, "station", "state", "offer", "wish");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  if (wish !== "") {
    const of = wishes.find((one) => one === wish) ?? "none";
    const changed = await ask(api.PUT("/api/v1/account/fleet-alerts", { body: { of }, signal }));
    const wrong = refusal<object>(changed, { form, request });
    return wrong === undefined
      ? redirect("/account/stations?done=told")
      : tryAgain({ wish }, wrong);
  }
  const asked =
    offer === ""
      ? await ask(
          api.PUT("/api/v1/stations/{id}/state", {
            params: { path: { id: station } },
            body: { state: state === "maintenance" ? "maintenance" : "claimed" },
            signal,
          }),
        )
      : await ask(
          api.POST("/api/v1/account/station-offers/{id}/acceptance", {
            params: { path: { id: offer } },
            signal,
          }),
        );
  const fault = refusal(asked, { form, request });
  if (fault !== undefined || !asked.ok) return tryAgain({}, ...(fault ? [fault] : []));
  return redirect(
    offer === ""
      ? "/account/stations?done=state"
      : `/account/stations/${encodeURIComponent(asked.value.station)}/share?done=claimed`,
  );
};

export default function StationsPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { stations, offers, troubledGateways, gateways, isJudged, wish, done } = loaderData;
  return (
    <Page
      title={t("hosting.stations")}
      state={actionData}
      done={done === undefined ? undefined : t(`hosting.done.${done}`)}
      back={{ href: "/account", label: t("account.title") }}
    >
      {offers.map(({ id, station, expires }) => (
        <section className="notices" key={id}>
          <p>{t("hosting.offered", { station, until: date(Date.parse(expires)) })}</p>
          <Form submit={t("hosting.accept")}>
            <input type="hidden" name="offer" value={id} />
          </Form>
        </section>
      ))}
      {isJudged || stations.length === 0 ? null : <p>{t("fleet.notJudged")}</p>}
      {troubledGateways.map(({ station, problems }) => (
        <section className="notices" key={station}>
          <h2>{t("fleet.gateway", { name: station })}</h2>
          <ProblemList isGateway problems={problems} />
        </section>
      ))}
      {stations.length === 0 ? <p>{t("hosting.none")}</p> : null}
      <ul className="messages">
        {stations.map(({ id, station, state, since, visibility, licence, offered, problems }) => (
          <li key={id}>
            <h2>
              <a href={`/stations/${encodeURIComponent(station)}`}>{station}</a>
            </h2>
            <p>
              {t(`hosting.states.${state}`)} ({t("hosting.since", { day: date(Date.parse(since)) })}
              )
            </p>
            <ProblemList isGateway={false} problems={problems} />
            {state === "claimed" || state === "maintenance" ? (
              <>
                <p>{t(`hosting.seenBy.${visibility}`, { licence: licence ?? "–" })}</p>
                {offered === undefined ? null : (
                  <p>{t("hosting.isOffered", { until: date(Date.parse(offered.until)) })}</p>
                )}
                <p>
                  <a href={`/account/stations/${encodeURIComponent(station)}/settings`}>
                    {t("places.toSettings")}
                    <span className="heard"> {station}</span>
                  </a>
                </p>
                <p>
                  <a href={`/account/stations/${encodeURIComponent(station)}/share`}>
                    {t("hosting.changeShare")}
                    <span className="heard"> {station}</span>
                  </a>
                </p>
                <p>
                  <a href={`/account/stations/${encodeURIComponent(station)}/hand-over`}>
                    {t("hosting.toHandOver")}
                    <span className="heard"> {station}</span>
                  </a>
                </p>
                <p>
                  <a href={`/account/stations/${encodeURIComponent(station)}/retire`}>
                    {t("hosting.toRetire")}
                    <span className="heard"> {station}</span>
                  </a>
                </p>
                <Form
                  submit={t(state === "claimed" ? "hosting.toMaintenance" : "hosting.toWork")}
                  quiet
                >
                  <input type="hidden" name="station" value={station} />
                  <input
                    type="hidden"
                    name="state"
                    value={state === "claimed" ? "maintenance" : "claimed"}
                  />
                </Form>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      <GatewayList gateways={gateways} />
      <h2>{t("hosting.tellTitle")}</h2>
      <p>{t("hosting.tellText")}</p>
      <Form quiet submit={t("hosting.tellSet")}>
        <SelectField
          name="wish"
          label={t("hosting.tell")}
          preset={wish}
          options={wishes.map((value) => ({ value, label: t(`hosting.tells.${value}`) }))}
        />
      </Form>
      <p className="actions">
        <a className="button" href="/claim">
          {t("hosting.claimTitle")}
        </a>
      </p>
    </Page>
  );
}
