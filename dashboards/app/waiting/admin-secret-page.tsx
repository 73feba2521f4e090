import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { ask, patience } from "../api/client.ts";
import { Page } from "../forms/page.tsx";
import type { Route } from "./+types/admin-secret-page.ts";
import { replaceSecret } from "./replace-secret.ts";
import { SecretForm } from "./secret-form.tsx";

const stationIn = (request: Request): string =>
  (new URL(request.url).searchParams.get("station") ?? "").trim().slice(0, 64);

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const station = stationIn(request);
  if (station === "") throw redirect("/admin/waiting");
  // Who may not administer stations sees no form for it.
  const signal = patience(request.signal);
  adminAnswer(request, await ask(api.GET("/api/v1/admin/stations/waiting", { signal })));
  return { station };
};

export const action = async ({ request, context }: Route.ActionArgs) =>
  replaceSecret(request, await adminApi(request, context), {
    station: stationIn(request),
    form: await request.formData(),
    after: "/admin/waiting?done=secret",
  });

export default function AdminSecretPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <>
      <AdminMenu page="waiting" />
      <Page
        title={t("waiting.secretTitle")}
        state={actionData}
        back={{ href: "/admin/waiting", label: t("waiting.title") }}
      >
        <SecretForm station={loaderData.station} state={actionData} />
      </Page>
    </>
  );
}
