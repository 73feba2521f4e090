import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, Tick } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/retire-page.ts";
import { demandOwnStation } from "./own-station.ts";

const consequences = ["secret", "readings", "name", "forEver"] as const;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => ({
  station: await demandOwnStation(request, context, params.station),
});

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "sure");
  if (values.sure !== "yes") return tryAgain(values, { field: "sure", text: "confirmTick" });
  const asked = await ask(
    context.get(requestApi).PUT("/api/v1/stations/{id}/state", {
      params: { path: { id: params.station } },
      body: { state: "retired" },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect("/account/stations?done=retired") : tryAgain(values, fault);
};

export default function RetirePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <Page
      title={t("hosting.retireTitle")}
      state={actionData}
      back={{ href: "/account/stations", label: t("hosting.stations") }}
    >
      <p>
        <code>{loaderData.station}</code>
      </p>
      <ul>
        {consequences.map((what) => (
          <li key={what}>{t(`hosting.retireText.${what}`)}</li>
        ))}
      </ul>
      <Form state={actionData} submit={t("hosting.retire")}>
        <Tick name="sure" label={t("hosting.retireSure")} />
      </Form>
    </Page>
  );
}
