import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FaultText, secretIn, tryAgain } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { services } from "../services.ts";
import type { Route } from "./+types/token-page.ts";
import { apiWith, keepToken, nextAdminPage } from "./session.ts";

export const loader = ({ request }: Route.LoaderArgs) => ({
  next: nextAdminPage(new URL(request.url).searchParams.get("next")),
});

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  if (form.has("leave")) return redirect("/", { headers: { "set-cookie": await keepToken("") } });
  const next = nextAdminPage(form.get("next"));
  const token = secretIn(form, "token").trim();
  const wrong = (text: FaultText) => tryAgain({}, { field: "token", text });
  // A token is letters, digits, hyphens and underscores: nothing else belongs into a header.
  if (!/^[\w-]{1,128}$/.test(token)) return wrong("machine_token");
  const api = apiWith(token, request, context.get(services));
  const signal = patience(request.signal);
  const params = { query: { limit: 1 } };
  const asked = await ask(api.GET("/api/v1/quarantine", { params, signal }));
  if (asked.ok) return redirect(next, { headers: { "set-cookie": await keepToken(token) } });
  return wrong(asked.reason === "refused" ? "machine_token" : "silent");
};

export default function TokenPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <Page title={t("admin.tokenTitle")} state={actionData}>
      <p>{t("admin.tokenText")}</p>
      <pre>
        <code>cat DATA_DIR/cloud/admin-token</code>
      </pre>
      <Form
        state={actionData}
        action={`/admin/token?${new URLSearchParams(loaderData)}`}
        submit={t("admin.enter")}
      >
        <input type="hidden" name="next" value={loaderData.next} />
        <TextField
          name="token"
          label={t("admin.token")}
          type="password"
          autoComplete="current-password"
        />
      </Form>
    </Page>
  );
}
