import { useTranslation } from "react-i18next";
import { redirect, useRouteLoaderData } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import type { loader as rootLoader } from "../root.tsx";
import { requestApi } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import type { Route } from "./+types/photo-page.ts";
import { askPhotos } from "./station-photo.ts";

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const source = { api: context.get(requestApi), signal: patience(request.signal) };
  const path = { id: params.id };
  const [told, photos] = await Promise.all([
    ask(source.api.GET("/api/v1/stations/{id}", { params: { path }, signal: source.signal })),
    askPhotos(source, [params.id]),
  ]);
  const { id, title } = answerOr(told, { kind: "station", id: params.id });
  const photo = photos.get(id);
  return photo === undefined ? fail({ kind: "missing" }) : { photo, station: id, title };
};

/** Whoever looks after the service takes off what should not be seen. */
export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { photo: id } = typed(form, "photo");
  const asked = await ask(
    context.get(requestApi).DELETE("/api/v1/media/{id}", {
      params: { path: { id } },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined
    ? redirect(`/stations/${encodeURIComponent(params.id)}`)
    : tryAgain({}, fault);
};

export default function PhotoPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { photo, station, title } = loaderData;
  const root = useRouteLoaderData<typeof rootLoader>("root");
  return (
    <Page
      title={t("photo.title", { station: title ?? station })}
      state={actionData}
      back={{
        href: `/stations/${encodeURIComponent(station)}`,
        label: title ?? t("station.title", { id: station }),
      }}
    >
      <figure className="station-photo">
        <img src={photo.files.full} alt={photo.alt} width={photo.width} height={photo.height} />
        <figcaption>
          {photo.alt}
          <br />
          {t("photo.by", { author: photo.author, licence: photo.licence })}
        </figcaption>
      </figure>
      <h2>{t("photo.report")}</h2>
      <p>
        {t("photo.reportText")} <a href="/help">{t("photo.reportTo")}</a>
      </p>
      {root?.visitor?.mayAdminister ? (
        <Form state={actionData} submit={t("photo.remove")} quiet>
          <input type="hidden" name="photo" value={photo.id} />
          <p>{t("photo.removeText")}</p>
        </Form>
      ) : null}
    </Page>
  );
}
