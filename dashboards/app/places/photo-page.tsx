import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { FileField, Form, SelectField, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { sendMedium } from "../forms/send-medium.ts";
import { requestApi, services } from "../services.ts";
import type { Route } from "./+types/photo-page.ts";
import { ownPlace, settingsOf } from "./own-place.ts";

const licences = ["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"] as const;

const placeToChange = async (
  request: Request,
  context: Route.LoaderArgs["context"],
  name: string,
) => {
  const { station, place } = await ownPlace(request, context, name);
  if (place?.id === undefined)
    throw redirect(`/account/stations/${encodeURIComponent(station)}/place`);
  return { station, place: place.id, photo: place.photo };
};

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { station, photo } = await placeToChange(request, context, params.station);
  return { station, photo };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const account = await demandAccount(request, context);
  const { station, place } = await placeToChange(request, context, params.station);
  const api = context.get(requestApi);
  const { fields, taken } = await context.get(services).receiveFile(request, (file) => {
    const words = typed(file.fields, "alt", "licence");
    return sendMedium(
      api,
      file,
      {
        alt: words.alt.slice(0, 1_000),
        author: account.name,
        licence: licences.find((one) => one === words.licence) ?? licences[0],
        purpose: "content",
      },
      request.signal,
    );
  });
  const values = typed(fields, "alt", "licence", "remove");
  if (values.remove !== "yes") {
    if (values.alt === "") return tryAgain(values, { field: "alt", text: "alt" });
    if (taken === undefined) return tryAgain(values, { field: "file", text: "photo" });
    const fault = refusal(taken, { form: fields, request, field: "file" });
    if (fault !== undefined || !taken.ok) return tryAgain(values, ...(fault ? [fault] : []));
  }
  const asked = await ask(
    api.PATCH("/api/v1/stations/{id}/places/{place}", {
      params: { path: { id: station, place } },
      body: { photo: taken?.ok === true && values.remove !== "yes" ? taken.value.id : null },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form: fields, request });
  return fault === undefined
    ? redirect(`${settingsOf(station)}?done=photo`)
    : tryAgain(values, fault);
};

export default function PhotoPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { station, photo } = loaderData;
  return (
    <Page
      title={t("places.what.photo")}
      state={actionData}
      back={{ href: settingsOf(station), label: t("places.settings") }}
    >
      <p>
        <code>{station}</code>
      </p>
      <p>{t("places.photoText")}</p>
      {photo === undefined ? null : (
        <>
          <p>
            <a href={`/api/v1/media/${photo}/small`}>{t("places.seePhoto")}</a>
          </p>
          <Form submit={t("places.removePhoto")} quiet>
            <input type="hidden" name="remove" value="yes" />
          </Form>
        </>
      )}
      <Form state={actionData} submit={t("forms.save")} withFile>
        <TextField
          name="alt"
          label={t("places.alt")}
          hint={t("places.altHint")}
          autoComplete="off"
          maxLength={300}
        />
        <SelectField
          name="licence"
          label={t("places.photoLicence")}
          options={licences.map((value) => ({ value, label: t(`hosting.licences.${value}`) }))}
        />
        <FileField
          name="file"
          label={t("places.photoFile")}
          hint={t("places.photoHint")}
          accept="image/jpeg,image/png,image/webp,image/avif,image/gif"
        />
      </Form>
    </Page>
  );
}
