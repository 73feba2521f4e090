import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Choice, Form, TextField } from "../forms/form.tsx";
import { type FormFault, refusal, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { QuestionForm } from "../forms/question-form.tsx";
import {
  nextQuestion,
  questionIn,
  questionPage,
  questionShown,
  questionToMend,
} from "../forms/questions.ts";
import { settingsOf } from "../places/own-place.ts";
import { dayAt, startOfDay } from "../places/when.ts";
import { requestApi, services } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/sensor-page.ts";
import { demandOwnStation } from "./own-station.ts";
import { reasons, type SensorQuestion, sensorQuestions } from "./sensor-questions.ts";

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const station = await demandOwnStation(request, context, params.station);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const path = { id: station };
  const [latest, told] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}/latest", { params: { path }, signal })),
    ask(api.GET("/api/v1/stations/{id}/sensor-replacements", { params: { path }, signal })),
  ]);
  const { values } = answerFor(request, latest);
  const now = context.get(services).now();
  return {
    station,
    sensors: [...new Set(values.map(({ sensor }) => sensor))].sort(),
    replacements: answerFor(request, told).replacements,
    today: dayAt(now, context.get(zoneContext)),
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { remove, ...values } = typed(form, "remove", "sensor", "day", "reason");
  const path = { id: params.station };
  const step = questionIn<SensorQuestion>(sensorQuestions, typed(form, "step").step);
  const again = (fault: FormFault) =>
    questionPage<SensorQuestion>(values, questionToMend(sensorQuestions, step, [fault]));
  const done = redirect(`${settingsOf(params.station)}?done=sensor`);
  if (remove !== "") {
    const asked = await ask(
      api.DELETE("/api/v1/stations/{id}/sensor-replacements/{replacement}", {
        params: { path: { ...path, replacement: remove } },
        signal,
      }),
    );
    const fault = refusal(asked, { form, request });
    return fault === undefined ? done : again(fault);
  }
  const now = context.get(services).now();
  const zone = context.get(zoneContext);
  const begins = startOfDay(values.day, zone, now);
  const reason = reasons.find((one) => one === values.reason);
  const faults: FormFault[] = [];
  if (values.sensor === "") faults.push({ field: "sensor", text: "choose" });
  if (begins === undefined) faults.push({ field: "day", text: "pastDay" });
  if (reason === undefined) faults.push({ field: "reason", text: "choose" });
  const next = nextQuestion<SensorQuestion>(sensorQuestions, {
    ...{ asked: Object.keys(sensorQuestions) as SensorQuestion[], step },
    ...{ isBack: form.has("back"), faults },
  });
  if (next !== undefined || begins === undefined || reason === undefined)
    return questionPage<SensorQuestion>(
      values,
      next ?? questionToMend(sensorQuestions, step, faults),
    );
  const isToday = values.day === dayAt(now, zone);
  const asked = await ask(
    api.POST("/api/v1/stations/{id}/sensor-replacements", {
      params: { path },
      body: {
        ...{ sensor: values.sensor, reason },
        // Of today: from now on, since the old one measured this morning.
        ...(isToday ? {} : { at: new Date(begins).toISOString() }),
      },
      signal,
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? done : again(fault);
};

export default function SensorPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { station, sensors, replacements, today } = loaderData;
  const state = questionShown<SensorQuestion>(sensorQuestions, actionData);
  const { step } = state;
  return (
    <Page
      title={t("hosting.sensorTitle")}
      state={state}
      back={{ href: settingsOf(station), label: t("places.settings") }}
    >
      <p>
        <code>{station}</code>
      </p>
      <p>{t("hosting.sensorText")}</p>
      {sensors.length === 0 ? (
        <p>{t("hosting.noSensor")}</p>
      ) : (
        <QuestionForm
          questions={sensorQuestions}
          state={state}
          isFirst={step === "sensor"}
          submit={t(step === "reason" ? "forms.save" : "forms.next")}
        >
          {step === "sensor" ? (
            <Choice
              name="sensor"
              label={t("hosting.whichSensor")}
              options={sensors.map((sensor) => ({ value: sensor, label: sensor }))}
            />
          ) : step === "day" ? (
            <TextField
              name="day"
              type="date"
              label={t("hosting.replacedOn")}
              hint={t("places.sinceHint")}
              autoComplete="off"
              preset={today}
            />
          ) : (
            <Choice
              name="reason"
              label={t("hosting.whyReplaced")}
              options={reasons.map((value) => ({
                value,
                label: t(`hosting.replacedBecause.${value}`),
              }))}
            />
          )}
        </QuestionForm>
      )}
      {replacements.length === 0 ? null : (
        <>
          <h2>{t("hosting.replacedBefore")}</h2>
          <ul className="messages">
            {replacements.map(({ id, sensor, at, reason }) => (
              <li key={id}>
                <p>
                  {t("hosting.replaced", { sensor, day: date(Date.parse(at)) })}
                  {` – ${t(`hosting.replacedBecause.${reason}`)}`}
                </p>
                <Form submit={t("hosting.replacedByMistake")} quiet>
                  <input type="hidden" name="remove" value={id} />
                </Form>
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
