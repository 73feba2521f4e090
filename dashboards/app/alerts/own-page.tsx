import { useTranslation } from "react-i18next";
import { data, redirect } from "react-router";
import type { AlertTransition, AlertWays } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { OwnBulletins } from "../bulletins/own-bulletins.tsx";
import { Form, SelectField, TextField } from "../forms/form.tsx";
import { type FormState, refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/own-page.ts";
import { ConditionList, useConditionText, useForecastDay } from "./condition-list.tsx";
import { keyIn, ownProfile, pushWay, withKey } from "./own-alerts.ts";
import { everyNames, everyOf, wishesOf } from "./wanted.ts";

const DAY_MS = 86_400_000;
const pauses = { none: 0, day: 1, week: 7, month: 30 } as const;
type Pause = keyof typeof pauses;
const isPause = (text: string): text is Pause => Object.hasOwn(pauses, text);
const dones = ["confirmed", "changed", "removed", "paused", "ways"] as const;
const SHOWN = 20;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { searchParams } = new URL(request.url);
  const key = keyIn(request);
  const api = context.get(requestApi);
  const profile = await ownProfile(api, request);
  if (profile === undefined)
    return data(
      { kind: searchParams.get("done") === "stopped" ? ("stopped" as const) : ("none" as const) },
      { status: searchParams.get("done") === "stopped" ? 200 : 410 },
    );
  const params = { query: { key } };
  const signal = patience(request.signal);
  const before = searchParams.get("before") ?? "";
  const query = UUID.test(before) ? { key, cursor: before } : { key };
  const history = answerOr(
    await ask(api.GET("/api/v1/alerts/mine/history", { params: { query }, signal })),
    { kind: "missing" },
  );
  const ways = answerOr(await ask(api.GET("/api/v1/alerts/mine/ways", { params, signal })), {
    kind: "missing",
  });
  return {
    ...{ kind: "own" as const, ways, key, profile, now: context.get(services).now() },
    history: history.transitions.slice(0, SHOWN),
    isNewest: !UUID.test(before),
    older: history.transitions.length > SHOWN ? history.transitions[SHOWN - 1]?.id : undefined,
    done: dones.find((one) => one === searchParams.get("done")),
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const key = keyIn(request);
  const query = { key };
  const values = typed(form, "what", "pause", "quiet", "every", "id", "push", "url");
  if (values.what === "stop") {
    const { response } = await api.DELETE("/api/v1/alerts/mine", { params: { query }, signal });
    if (response.ok || response.status === 404) return redirect("/alerts/mine?done=stopped");
    return tryAgain(values, { text: "silent" });
  }
  if (values.what === "webhook") {
    const body = { kind: "webhook", url: values.url } as const;
    const asked = await ask(
      api.POST("/api/v1/alerts/mine/ways", { params: { query }, body, signal }),
    );
    const fault = refusal(asked, { form, request });
    if (fault !== undefined || !asked.ok)
      return tryAgain(values, { field: "url", text: "webhookRefused" });
    // Told once: nobody can read it again.
    return sent({ secret: asked.value.secret ?? "" });
  }
  const answer = async () => {
    switch (values.what) {
      case "remove":
        return {
          done: "removed",
          asked: await ask(
            api.DELETE("/api/v1/alerts/mine/conditions/{id}", {
              params: { query, path: { id: values.id } },
              signal,
            }),
          ),
        };
      case "remove-bulletin":
        return {
          done: "removed",
          asked: await ask(
            api.DELETE("/api/v1/alerts/mine/bulletins/{code}", {
              params: { query, path: { code: values.id } },
              signal,
            }),
          ),
        };
      case "forget":
        return {
          done: "ways",
          asked: await ask(
            api.DELETE("/api/v1/alerts/mine/ways/{id}", {
              params: { query, path: { id: values.id } },
              signal,
            }),
          ),
        };
      case "push":
        return {
          done: "ways",
          asked: await ask(
            api.POST("/api/v1/alerts/mine/ways", {
              params: { query },
              body: pushWay(values.push),
              signal,
            }),
          ),
        };
      case "again":
        return {
          done: "changed",
          asked: await ask(
            api.PATCH("/api/v1/alerts/mine", {
              params: { query },
              body: { bounced: false },
              signal,
            }),
          ),
        };
      default: {
        const pause = isPause(values.pause) ? pauses[values.pause] : 0;
        const until = context.get(services).now() + pause * DAY_MS;
        const body =
          values.what === "quiet"
            ? wishesOf(values, await ownProfile(api, request))
            : { pausedUntil: pause === 0 ? null : new Date(until).toISOString() };
        return {
          done: values.what === "quiet" ? "changed" : "paused",
          asked: await ask(api.PATCH("/api/v1/alerts/mine", { params: { query }, body, signal })),
        };
      }
    }
  };
  const { done, asked } = await answer();
  const fault = refusal<object>(asked, { form, request });
  return fault === undefined
    ? redirect(withKey("/alerts/mine", key, { done }))
    : tryAgain(values, fault);
};

export default function OwnAlertsPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const state = actionData !== undefined && "secret" in actionData ? undefined : actionData;
  if (loaderData.kind !== "own")
    return (
      <Page title={t(`alerts.${loaderData.kind}Title`)} state={state}>
        <p>{t(`alerts.${loaderData.kind}Text`)}</p>
        <p className="actions">
          <a className="button" href="/alerts">
            {t("alerts.askAgain")}
          </a>
        </p>
      </Page>
    );
  const { key, profile, ways, history, isNewest, older, done, now } = loaderData;
  // Of the webhook that was just added: told once.
  const secret =
    actionData !== undefined && "secret" in actionData && typeof actionData.secret === "string"
      ? actionData.secret
      : undefined;
  const paused = profile.pausedUntil === null ? 0 : Date.parse(profile.pausedUntil);
  return (
    <Page
      title={t("alerts.ownTitle")}
      state={state}
      done={done === undefined ? undefined : t(`alerts.done.${done}`)}
    >
      {profile.bounced === null ? null : (
        <section className="notices">
          <p>{t("alerts.bounced", { moment: moment(Date.parse(profile.bounced)) })}</p>
          <Form submit={t("alerts.bouncedAgain")}>
            <input type="hidden" name="what" value="again" />
          </Form>
        </section>
      )}
      {paused > now ? (
        <p className="note">{t("alerts.pausedUntil", { moment: moment(paused) })}</p>
      ) : null}
      <ConditionList conditions={profile.conditions}>
        {({ id }) =>
          profile.conditions.length + profile.bulletins.length < 2 ? null : (
            <Form quiet submit={t("alerts.remove")}>
              <input type="hidden" name="what" value="remove" />
              <input type="hidden" name="id" value={id} />
            </Form>
          )
        }
      </ConditionList>
      {profile.practice === null ? null : (
        <p className="note">{t("alerts.through", { name: profile.practice.name })}</p>
      )}
      <OwnBulletins bulletins={profile.bulletins}>
        {({ key: id }) =>
          profile.conditions.length + profile.bulletins.length < 2 ? null : (
            <Form quiet submit={t("bulletin.remove")}>
              <input type="hidden" name="what" value="remove-bulletin" />
              <input type="hidden" name="id" value={id} />
            </Form>
          )
        }
      </OwnBulletins>
      <h2>{t("alerts.stopTitle")}</h2>
      <p>{t("alerts.stopText")}</p>
      <Form submit={t("alerts.stop")}>
        <input type="hidden" name="what" value="stop" />
      </Form>
      <h2>{t("alerts.pauseTitle")}</h2>
      <Form quiet submit={t("alerts.pauseSet")}>
        <input type="hidden" name="what" value="pause" />
        <SelectField
          name="pause"
          label={t("alerts.pause")}
          preset="none"
          options={Object.keys(pauses).map((value) => ({
            value,
            label: t(`alerts.pauses.${value as Pause}`),
          }))}
        />
      </Form>
      <h2>{t("alerts.steps.when")}</h2>
      <Form quiet submit={t("alerts.change")}>
        <input type="hidden" name="what" value="quiet" />
        <SelectField
          name="quiet"
          label={t("alerts.quiet")}
          hint={t("alerts.quietHint")}
          preset={profile.quiet === null ? "no" : "yes"}
          options={[
            { value: "yes", label: t("alerts.quietYes") },
            { value: "no", label: t("alerts.quietNo") },
          ]}
        />
        <SelectField
          name="every"
          label={t("alerts.every")}
          hint={t("alerts.everyHint")}
          preset={everyOf(profile.everyMinutes)}
          options={everyNames.map((value) => ({ value, label: t(`alerts.everies.${value}`) }))}
        />
      </Form>
      <Ways ways={ways} state={state} secret={secret} />
      <h2>{t("alerts.historyTitle")}</h2>
      {history.length === 0 ? <p>{t("alerts.historyNone")}</p> : null}
      <ul className="messages">
        {history.map((one) => (
          <Happened key={one.id} transition={one} own={key} />
        ))}
      </ul>
      <p>
        {isNewest ? null : <a href={withKey("/alerts/mine", key)}>{t("alerts.historyNewest")}</a>}{" "}
        {older === undefined ? null : (
          <a href={withKey("/alerts/mine", key, { before: older })}>{t("alerts.historyOlder")}</a>
        )}
      </p>
    </Page>
  );
}

const Ways = ({
  ways: { ways, pushKey, feed },
  state,
  secret,
}: {
  ways: AlertWays;
  state: FormState | undefined;
  /** Of the webhook that was just added. */
  secret: string | undefined;
}) => {
  const { t } = useTranslation();
  return (
    <>
      <h2>{t("alerts.waysTitle")}</h2>
      <ul className="messages">
        {ways.map(({ id, kind, host }) => (
          <li key={id}>
            <p>{t(`alerts.ways.${kind}`, { host })}</p>
            <Form quiet submit={t("alerts.forget")}>
              <input type="hidden" name="what" value="forget" />
              <input type="hidden" name="id" value={id} />
            </Form>
          </li>
        ))}
      </ul>
      <form
        method="post"
        data-push={pushKey}
        data-waiting={t("alerts.pushWaits")}
        data-refused={t("alerts.pushRefused")}
        hidden
      >
        <input type="hidden" name="what" value="push" />
        <input type="hidden" name="push" value="" />
        <button type="submit" className="quiet">
          {t("alerts.push")}
        </button>
        <p className="hint">{t("alerts.pushHint")}</p>
        <p role="status" />
      </form>
      <script src="/push.js" defer />
      <p>
        <a href={feed}>{t("alerts.feed")}</a> {t("alerts.feedHint")}
      </p>
      {secret === undefined ? null : (
        <div className="notices" role="status">
          <p>{t("alerts.webhookSecret")}</p>
          <p>
            <code>{secret}</code>
          </p>
        </div>
      )}
      <details open={state !== undefined}>
        <summary>{t("alerts.webhookTitle")}</summary>
        <Form state={state} quiet submit={t("alerts.webhookAdd")}>
          <input type="hidden" name="what" value="webhook" />
          <TextField
            name="url"
            label={t("alerts.webhook")}
            hint={t("alerts.webhookHint")}
            type="url"
            inputMode="url"
            autoComplete="off"
            maxLength={1000}
            plain
          />
        </Form>
      </details>
    </>
  );
};

const Happened = ({ transition, own }: { transition: AlertTransition; own: string }) => {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const text = useConditionText();
  const forecastDay = useForecastDay();
  const { id, kind, at, detected, answer, condition, forecast } = transition;
  return (
    <li>
      <p>
        {/* Judged for the end of five minutes that were not over. */}
        <strong>{moment(Math.min(Date.parse(at), Date.parse(detected)))}</strong>{" "}
        {t(forecast === null ? `alerts.kinds.${kind}` : `alerts.forecastKinds.${kind}`)}{" "}
        {text(condition)}
        {forecast === null ? null : `, ${forecastDay(forecast.day)}`}
      </p>
      <p className="note">
        {t(`alerts.answers.${answer}`)}{" "}
        <a href={withKey("/alerts/why", own, { id })}>{t("alerts.why")}</a>
      </p>
    </li>
  );
};
