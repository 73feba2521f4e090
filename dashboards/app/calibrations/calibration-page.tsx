import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import type { CalibrationWithPairs } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { Choice, Form, LongField, TextField } from "../forms/form.tsx";
import { type FormState, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import type { Language } from "../i18n/language.ts";
import { isId } from "../organisations/organisation.ts";
import { dayAt, startOfDay } from "../places/when.ts";
import { services } from "../services.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import { zoneContext } from "../site/zone.ts";
import { quantityView } from "../stations/quantity.ts";
import type { Route } from "./+types/calibration-page.ts";
import "./calibrations.css";
import { FactsList, useLineFacts } from "./line-facts.tsx";
import { LinePicture } from "./picture.tsx";

const done = ["accepted", "refused", "active", "ended"] as const;
const verdicts = ["accepted", "refused"] as const;
const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const path = pathOf(params.id);
  const asked = await ask(
    api.GET("/api/v1/quality/calibrations/{id}", { params: { path }, signal }),
  );
  const told = new URL(request.url).searchParams.get("done");
  return {
    calibration: adminAnswer(request, asked),
    done: done.find((one) => one === told),
    today: dayAt(context.get(services).now(), context.get(zoneContext)),
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const path = pathOf(params.id);
  const values = typed(form, "do", "verdict", "note", "day");
  const finish = (outcome: (typeof done)[number]) =>
    redirect(`/admin/calibrations/${path.id}?done=${outcome}`);
  if (values.do === "review") {
    const verdict = verdicts.find((one) => one === values.verdict);
    if (verdict === undefined) return tryAgain(values, { field: "verdict", text: "choose" });
    const body = { verdict, ...(values.note === "" ? {} : { note: values.note }) };
    const asked = await ask(
      api.POST("/api/v1/quality/calibrations/{id}/review", { params: { path }, body, signal }),
    );
    const fault = refusal(asked, { form, request });
    return fault === undefined ? finish(verdict) : tryAgain(values, fault);
  }
  if (values.do === "activate") {
    const now = context.get(services).now();
    const zone = context.get(zoneContext);
    const begins = startOfDay(values.day, zone, now);
    if (begins === undefined) return tryAgain(values, { field: "day", text: "pastDay" });
    const isToday = values.day === dayAt(now, zone);
    const asked = await ask(
      api.POST("/api/v1/quality/calibrations/{id}/activate", {
        ...{ params: { path }, signal },
        // Of today: from now on.
        body: isToday ? {} : { since: new Date(begins).toISOString() },
      }),
    );
    const fault = refusal(asked, { form, request });
    return fault === undefined ? finish("active") : tryAgain(values, fault);
  }
  const asked = await ask(
    api.POST("/api/v1/quality/calibrations/{id}/end", { params: { path }, signal }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? finish("ended") : tryAgain(values, fault);
};

export default function CalibrationPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation();
  const { calibration, today } = loaderData;
  const quantity = quantityView(calibration.quantity, i18n.language as Language);
  const { station, sensor } = calibration;
  return (
    <>
      <AdminMenu page={undefined} />
      <Page
        title={t("calibrations.of", { station, sensor, quantity: quantity.label })}
        state={actionData}
        back={{ href: "/admin/calibrations", label: t("admin.pages.calibrations") }}
        done={loaderData.done && t(`calibrations.done.${loaderData.done}`)}
      >
        <p>
          <strong>{t(`calibrations.states.${calibration.state}`)}.</strong>{" "}
          {t(`calibrations.next.${calibration.state}`)}
        </p>
        <Facts calibration={calibration} />
        <LinePicture calibration={calibration} />
        <Steps calibration={calibration} state={actionData} today={today} />
        <p>
          <a href={`/stations/${station}?quantity=${calibration.quantity}`}>
            {t("calibrations.station", { station })}
          </a>
        </p>
      </Page>
    </>
  );
}

const Facts = ({ calibration }: { calibration: CalibrationWithPairs }) => {
  const { moment } = useFormats();
  const factsOf = useLineFacts();
  const { note, review, since, until } = calibration;
  const at = (text: string | undefined) => text && moment(Date.parse(text));
  return (
    <FactsList
      facts={[
        ...factsOf(calibration),
        ["note", note],
        ["review", review],
        ["since", at(since)],
        ["until", at(until)],
      ]}
    />
  );
};

interface StepsProps {
  readonly calibration: CalibrationWithPairs;
  readonly state: FormState | undefined;
  readonly today: string;
}

/** What can be done next with a line. */
const Steps = ({ calibration, state, today }: StepsProps) => {
  const { t } = useTranslation();
  switch (calibration.state) {
    case "proposed":
      return calibration.own ? (
        <p>{t("calibrations.ownText")}</p>
      ) : (
        <Form state={state} submit={t("calibrations.sayReview")}>
          <input type="hidden" name="do" value="review" />
          <Choice
            name="verdict"
            label={t("calibrations.verdict")}
            hint={t("calibrations.verdictHint")}
            options={verdicts.map((one) => ({
              value: one,
              label: t(`calibrations.verdicts.${one}`),
            }))}
          />
          <LongField name="note" label={t("calibrations.reviewNote")} optional />
        </Form>
      );
    case "reviewed":
      return (
        <Form state={state} submit={t("calibrations.activate")}>
          <input type="hidden" name="do" value="activate" />
          <TextField
            name="day"
            type="date"
            label={t("calibrations.day")}
            hint={t("calibrations.dayHint")}
            autoComplete="off"
            preset={today}
          />
        </Form>
      );
    case "active":
      return (
        <Form state={state} submit={t("calibrations.end")} quiet>
          <p>{t("calibrations.endText")}</p>
          <input type="hidden" name="do" value="end" />
        </Form>
      );
    default:
      return null;
  }
};
