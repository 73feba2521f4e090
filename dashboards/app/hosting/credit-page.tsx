import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { settingsOf } from "../places/own-place.ts";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/credit-page.ts";

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const path = { id: params.station };
  const signal = patience(request.signal);
  const share = await ask(
    context.get(requestApi).GET("/api/v1/stations/{id}/share", { params: { path }, signal }),
  );
  const { credit, needsConsent } = answerFor(request, share);
  // Nobody else sees the station before that.
  if (needsConsent) throw redirect(`/account/stations/${encodeURIComponent(params.station)}/share`);
  return { station: params.station, credit };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "credit");
  const asked = await ask(
    context.get(requestApi).PUT("/api/v1/stations/{id}/credit", {
      params: { path: { id: params.station } },
      body: values.credit === "" ? {} : { credit: values.credit.slice(0, 200) },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request, field: "credit" });
  return fault === undefined
    ? redirect(`${settingsOf(params.station)}?done=detail`)
    : tryAgain(values, fault);
};

export default function CreditPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { station, credit } = loaderData;
  return (
    <Page
      title={t("hosting.credit")}
      state={actionData}
      back={{ href: settingsOf(station), label: t("places.settings") }}
    >
      <p>
        <code>{station}</code>
      </p>
      <Form state={actionData} submit={t("forms.save")}>
        <TextField
          name="credit"
          label={t("hosting.creditQuestion")}
          hint={t("hosting.creditHint")}
          autoComplete="off"
          preset={credit}
          maxLength={80}
          optional
        />
      </Form>
    </Page>
  );
}
