import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Choice, Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";
import type { Route } from "./+types/detail-page.ts";
import {
  changeOf,
  connectivities,
  type Detail,
  details,
  exposures,
  precisions,
  sitings,
} from "./details.ts";
import { type OwnPlace, ownPlace, placeForForm, settingsOf } from "./own-place.ts";

const detailOf = (what: string): Detail =>
  details.find((one) => one === what) ?? fail({ kind: "missing" });

const answerNow = (what: Detail, place: OwnPlace): string => {
  switch (what) {
    case "height":
      return String(place.exact?.height ?? "");
    case "siting":
    case "connectivity":
      return place[what] ?? "unknown";
    default:
      return place[what];
  }
};

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const what = detailOf(params.what);
  const { station, place } = await ownPlace(request, context, params.station);
  // The question has an answer only where the station has a place: that is said first.
  if (place === undefined) throw redirect(`/account/stations/${encodeURIComponent(station)}/place`);
  return { station, what, now: answerNow(what, place) };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const what = detailOf(params.what);
  const { answer } = typed(form, "answer");
  const change = changeOf(what, answer);
  if (change === undefined)
    return tryAgain({ answer }, { field: "answer", text: what === "height" ? "height" : "choose" });
  const { station } = params;
  const { id } = (await placeForForm(form, request, context, station)) ?? {};
  if (id === undefined) throw redirect(`/account/stations/${encodeURIComponent(station)}/place`);
  const asked = await ask(
    context.get(requestApi).PATCH("/api/v1/stations/{id}/places/{place}", {
      params: { path: { id: station, place: id } },
      body: change,
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined
    ? redirect(`${settingsOf(station)}?done=detail`)
    : tryAgain({ answer }, fault);
};

export default function DetailPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { station, what, now } = loaderData;
  const about = {
    name: "answer",
    label: t(`places.questions.${what}`),
    hint: t(`places.hints.${what}`),
  };
  const unknown = { value: "unknown", label: t("places.unknown") };
  const options = {
    exposure: exposures.map((value) => ({ value, label: t(`places.exposures.${value}`) })),
    siting: [...sitings.map((value) => ({ value, label: t(`places.sitings.${value}`) })), unknown],
    connectivity: [
      ...connectivities.map((value) => ({ value, label: t(`places.connectivities.${value}`) })),
      unknown,
    ],
    precision: precisions.map((value) => ({ value, label: t(`places.precisions.${value}`) })),
  };
  return (
    <Page
      title={t(`places.what.${what}`)}
      state={actionData}
      back={{ href: settingsOf(station), label: t("places.settings") }}
    >
      <p>
        <code>{station}</code>
      </p>
      <Form state={actionData} submit={t("forms.save")}>
        {what === "height" ? (
          <TextField
            {...about}
            autoComplete="off"
            inputMode="text"
            preset={now}
            maxLength={8}
            optional
          />
        ) : (
          <Choice {...about} preset={now} options={options[what]} />
        )}
      </Form>
    </Page>
  );
}
