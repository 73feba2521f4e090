import { useTranslation } from "react-i18next";
import { data, redirect } from "react-router";
import type { AlertTransition } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { Choice, Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import type { Language } from "../i18n/language.ts";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import { useDistance } from "../site/use-distance.ts";
import type { Route } from "./+types/why-page.ts";
import {
  isIndex,
  isQuantity,
  useConditionText,
  useForecastDay,
  useThresholdText,
} from "./condition-list.tsx";
import { keyIn, withKey } from "./own-alerts.ts";

const UUID = /^[0-9a-f-]{36}$/;
const verdicts = ["right", "wrong", "unsure"] as const;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { searchParams } = new URL(request.url);
  const key = keyIn(request);
  const id = searchParams.get("id") ?? "";
  const none = () => data({ kind: "none" as const }, { status: 410 });
  if (!UUID.test(id) || key === "") return none();
  const params = { query: { key }, path: { id } };
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/alerts/mine/history/{id}", { params, signal }),
  );
  if (!asked.ok) return asked.reason === "refused" ? none() : fail({ kind: asked.reason });
  return {
    ...{ kind: "known" as const, key, transition: asked.value },
    isThanked: searchParams.get("done") === "verdict",
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const key = keyIn(request);
  const id = new URL(request.url).searchParams.get("id") ?? "";
  const values = typed(form, "verdict");
  const verdict = verdicts.find((one) => one === values.verdict);
  if (verdict === undefined || !UUID.test(id))
    return tryAgain(values, { field: "verdict", text: "choose" });
  const asked = await ask(
    context.get(requestApi).PUT("/api/v1/alerts/mine/history/{id}/verdict", {
      params: { query: { key }, path: { id } },
      body: { verdict },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined
    ? redirect(withKey("/alerts/why", key, { id, done: "verdict" }))
    : tryAgain(values, fault);
};

export default function WhyPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation();
  const { moment } = useFormats();
  const text = useConditionText();
  const threshold = useThresholdText();
  const forecastDay = useForecastDay();
  if (loaderData.kind === "none")
    return (
      <Page title={t("alerts.noneTitle")}>
        <p>{t("alerts.noneText")}</p>
      </Page>
    );
  const { key, transition, isThanked } = loaderData;
  const { kind, at, detected, value, counted, answer, condition, verdict, forecast } = transition;
  const shown = (one: number) => threshold(condition, one);
  const instant = moment(Math.min(Date.parse(at), Date.parse(detected)));
  const [nearest] = counted;
  // Of an index that of the quantity which decided its level.
  const [watched] = condition.watched.split(":");
  const quantity = nearest?.quantity ?? (isIndex(condition) ? undefined : watched);
  const isInvented = counted.length > 0 && counted.every(({ origin }) => origin !== undefined);
  return (
    <Page
      title={t("alerts.whyTitle")}
      state={actionData}
      back={{ href: withKey("/alerts/mine", key), label: t("alerts.ownTitle") }}
      done={isThanked ? t("alerts.thanks") : undefined}
    >
      <p>
        {instant} {t(forecast === null ? `alerts.kinds.${kind}` : `alerts.forecastKinds.${kind}`)}{" "}
        {text(condition)}
      </p>
      {forecast === null ? null : (
        <>
          <p>
            {t("alerts.forecastWas", {
              day: forecastDay(forecast.day),
              says: forecast.says[i18n.language as Language],
            })}
          </p>
          <p>
            {t("alerts.forecastBy", {
              source: forecast.source,
              moment: moment(Date.parse(forecast.issued)),
            })}
          </p>
        </>
      )}
      <p>
        {value === null
          ? t("alerts.valueUnknown")
          : t("alerts.valueWas", {
              value: shown(value),
              up: shown(condition.up),
              down: shown(condition.down),
            })}
      </p>
      {condition.forMinutes === 0 ? null : (
        <p>{t("alerts.forMinutes", { count: condition.forMinutes })}</p>
      )}
      <p>{t(`alerts.answers.${answer}`)}</p>
      {isInvented ? <p className="note">{t("alerts.invented")}</p> : null}
      {forecast === null ? <CountedStations transition={transition} /> : null}
      {quantity !== undefined && nearest !== undefined ? (
        <figure className="chart-picture">
          <img
            src={`/stations/${nearest.station}/chart.svg?${new URLSearchParams({ quantity, from: at.slice(0, 10), to: at.slice(0, 10) })}`}
            alt={t("alerts.chartAlt", { station: nearest.station })}
            loading="lazy"
          />
          <figcaption>{t("alerts.chart", { station: nearest.station })}</figcaption>
        </figure>
      ) : null}
      <Form state={actionData} submit={t("alerts.say")} quiet>
        <Choice
          name="verdict"
          label={t("alerts.verdict")}
          hint={t("alerts.verdictHint")}
          preset={verdict ?? undefined}
          options={verdicts.map((one) => ({ value: one, label: t(`alerts.verdicts.${one}`) }))}
        />
      </Form>
    </Page>
  );
}

/** The stations of which a value is made, and what each of them has measured. */
const CountedStations = ({
  transition: { counted, condition },
}: {
  transition: Pick<AlertTransition, "counted" | "condition">;
}) => {
  const { t } = useTranslation();
  const threshold = useThresholdText();
  const distance = useDistance();
  return (
    <>
      <h2>{t("alerts.countedTitle")}</h2>
      <p>{t(isQuantity(condition) && counted.length > 1 ? "alerts.median" : "alerts.how")}</p>
      <ul>
        {counted.map((one) => (
          <li key={one.station}>
            <a href={`/stations/${one.station}`}>{one.station}</a>
            {[
              threshold(condition, one.value),
              one.metres === undefined
                ? undefined
                : t("distance.away", { distance: distance(one.metres) }),
              one.variant === undefined
                ? undefined
                : one.variant === "raw"
                  ? t("alerts.raw")
                  : t("alerts.corrected", { recipe: one.variant }),
              one.values === undefined
                ? undefined
                : one.expected === undefined
                  ? t("alerts.values", { count: one.values })
                  : t("alerts.valuesOf", { count: one.expected, values: one.values }),
            ]
              .filter((part) => part !== undefined)
              .map((part) => `, ${part}`)
              .join("")}
          </li>
        ))}
      </ul>
    </>
  );
};
