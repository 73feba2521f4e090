import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/hand-over-page.ts";
import { demandOwnStation } from "./own-station.ts";

export const loader = async ({ request, params, context }: Route.LoaderArgs) => ({
  station: await demandOwnStation(request, context, params.station),
});

/** The station is offered to an address, or an offer is taken back. */
export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { email, keep } = typed(form, "email", "keep");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const asking = { params: { path: { id: params.station } }, signal };
  if (keep === "yes") {
    const fault = refusal(await ask(api.DELETE("/api/v1/stations/{id}/hand-over", asking)), {
      ...{ form, request },
    });
    return fault === undefined ? redirect("/account/stations?done=kept") : tryAgain({}, fault);
  }
  if (email === "") return tryAgain({ email }, { field: "email", text: "email" });
  const asked = await ask(
    api.POST("/api/v1/stations/{id}/hand-over", { ...asking, body: { email } }),
  );
  const fault = refusal(asked, { form, request });
  if (fault === undefined) return redirect("/account/stations?done=offered");
  return tryAgain({ email }, fault.text === "invalid" ? { field: "email", text: "email" } : fault);
};

export default function HandOverPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <Page
      title={t("hosting.handOverTitle")}
      state={actionData}
      back={{ href: "/account/stations", label: t("hosting.stations") }}
    >
      <p>
        <code>{loaderData.station}</code>
      </p>
      <p>{t("hosting.handOverText")}</p>
      <Form state={actionData} submit={t("hosting.offer")}>
        <TextField
          name="email"
          type="email"
          label={t("hosting.handOverEmail")}
          hint={t("hosting.handOverHint")}
          autoComplete="off"
          inputMode="email"
          maxLength={254}
          plain
        />
      </Form>
      <h2>{t("hosting.keepTitle")}</h2>
      <p>{t("hosting.keepText")}</p>
      <Form submit={t("hosting.keep")} quiet>
        <input type="hidden" name="keep" value="yes" />
      </Form>
    </Page>
  );
}
