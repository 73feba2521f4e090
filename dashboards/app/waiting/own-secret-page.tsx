import { useTranslation } from "react-i18next";
import { Page } from "../forms/page.tsx";
import { demandOwnStation } from "../hosting/own-station.ts";
import { settingsOf } from "../places/own-place.ts";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/own-secret-page.ts";
import { replaceSecret } from "./replace-secret.ts";
import { SecretForm } from "./secret-form.tsx";

export const loader = async ({ request, params, context }: Route.LoaderArgs) => ({
  station: await demandOwnStation(request, context, params.station),
});

export const action = async ({ request, params, context }: Route.ActionArgs) =>
  replaceSecret(request, context.get(requestApi), {
    station: params.station,
    form: await request.formData(),
    after: `${settingsOf(params.station)}?done=secret`,
  });

export default function OwnSecretPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { station } = loaderData;
  return (
    <Page
      title={t("waiting.secretTitle")}
      state={actionData}
      back={{ href: settingsOf(station), label: t("places.settings") }}
    >
      <SecretForm station={station} state={actionData} />
    </Page>
  );
}
