import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { FileField, Form, SelectField, TextField } from "../forms/form.tsx";
import { neededBy, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { sendMedium } from "../forms/send-medium.ts";
import { requestApi, services } from "../services.ts";
import type { Route } from "./+types/photo-page.ts";
import { ownPlace, placeForForm, settingsOf } from "./own-place.ts";

const licences = ["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"] as const;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { station, place } = await ownPlace(request, context, params.station);
  if (place === undefined) throw redirect(`/account/stations/${encodeURIComponent(station)}/place`);
  return { station, photo: place.photo };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const { station } = params;
  const account = await context.get(ownAccount)();
  const api = context.get(requestApi);
  const { fields, taken } = await context.get(services).receiveFile(request, async (file) => {
    if (!account?.ok) return undefined;
    const words = typed(file.fields, "alt", "licence");
    return sendMedium(
      api,
      file,
      {
        alt: words.alt.slice(0, 1_000),
        author: account.value.name,
        licence: licences.find((one) => one === words.licence) ?? licences[0],
        purpose: "content",
      },
      request.signal,
    );
  });
  neededBy(fields, request, account);
  const { id: place } = (await placeForForm(fields, request, context, station)) ?? {};
  if (place === undefined) throw redirect(`/account/stations/${encodeURIComponent(station)}/place`);
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
