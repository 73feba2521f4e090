import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Notice } from "../design/notice.tsx";
import { Choice, FileField, Form, SelectField, TextField } from "../forms/form.tsx";
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
  const account = await context.get(ownAccount)();
  const { photo: id } = place;
  const about =
    id === undefined
      ? undefined
      : await ask(
          context.get(requestApi).GET("/api/v1/media/{id}", {
            params: { path: { id } },
            signal: patience(request.signal),
          }),
        );
  return {
    station,
    author: account?.ok ? account.value.name : "",
    photo: about?.ok ? { ...about.value, isPublic: place.photoPublic === true } : undefined,
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const { station } = params;
  const account = await context.get(ownAccount)();
  const api = context.get(requestApi);
  const { fields, taken } = await context.get(services).receiveFile(request, async (file) => {
    if (!account?.ok) return undefined;
    const words = typed(file.fields, "alt", "author", "licence");
    return sendMedium(
      api,
      file,
      {
        alt: words.alt.slice(0, 1_000),
        author: words.author.slice(0, 400) || account.value.name,
        licence: licences.find((one) => one === words.licence) ?? licences[0],
        purpose: "content",
      },
      request.signal,
    );
  });
  neededBy(fields, request, account);
  const { id: place } = (await placeForForm(fields, request, context, station)) ?? {};
  if (place === undefined) throw redirect(`/account/stations/${encodeURIComponent(station)}/place`);
  const values = typed(fields, "alt", "author", "licence", "shown", "change");
  const photoPublic = values.shown === "yes";
  if (values.change === "") {
    if (values.alt === "") return tryAgain(values, { field: "alt", text: "alt" });
    if (values.shown === "") return tryAgain(values, { field: "shown", text: "choose" });
    if (taken === undefined) return tryAgain(values, { field: "file", text: "photo" });
    const fault = refusal(taken, { form: fields, request, field: "file" });
    if (fault !== undefined || !taken.ok) return tryAgain(values, ...(fault ? [fault] : []));
  }
  const asked = await ask(
    api.PATCH("/api/v1/stations/{id}/places/{place}", {
      params: { path: { id: station, place } },
      body:
        values.change === "remove"
          ? { photo: null, photoPublic: false }
          : { photoPublic, ...(taken?.ok === true ? { photo: taken.value.id } : {}) },
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
  const { station, author, photo } = loaderData;
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
      <p>{t("places.photoOthers")}</p>
      {photo === undefined ? null : (
        <>
          <figure className="station-photo">
            <img
              src={photo.files.small ?? photo.files.full}
              alt={photo.alt}
              width={320}
              height={Math.round((320 * (photo.height ?? 240)) / (photo.width ?? 320))}
            />
            <figcaption>
              {t(`places.photoShown.${photo.isPublic ? "public" : "private"}`)}
            </figcaption>
          </figure>
          <Form submit={t(photo.isPublic ? "places.hidePhoto" : "places.showPhoto")} quiet>
            <input type="hidden" name="change" value="shown" />
            <input type="hidden" name="shown" value={photo.isPublic ? "no" : "yes"} />
          </Form>
          <Form submit={t("places.removePhoto")} quiet>
            <input type="hidden" name="change" value="remove" />
          </Form>
          <h2>{t("places.newPhoto")}</h2>
        </>
      )}
      <Notice kind="warning">
        <p>{t("places.photoWarning")}</p>
      </Notice>
      <Form state={actionData} submit={t("forms.save")} withFile>
        <TextField
          name="alt"
          label={t("places.alt")}
          hint={t("places.altHint")}
          autoComplete="off"
          maxLength={300}
        />
        <TextField
          name="author"
          label={t("places.photoAuthor")}
          hint={t("places.photoAuthorHint")}
          preset={author}
          autoComplete="off"
          maxLength={200}
        />
        <SelectField
          name="licence"
          label={t("places.photoLicence")}
          options={licences.map((value) => ({ value, label: t(`hosting.licences.${value}`) }))}
        />
        <Choice
          name="shown"
          label={t("places.whoSeesPhoto")}
          options={(["yes", "no"] as const).map((value) => ({
            value,
            label: t(`places.photoPublic.${value}`),
          }))}
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
