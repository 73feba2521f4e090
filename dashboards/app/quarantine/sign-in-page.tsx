import { useTranslation } from "react-i18next";
import { data, redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { services } from "../services.ts";
import type { Route } from "./+types/sign-in-page.ts";
import { apiWith, keepToken, nextPage } from "./session.ts";

export const loader = ({ request }: Route.LoaderArgs) => ({
  next: nextPage(new URL(request.url).searchParams.get("next")),
});

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  if (form.get("leave") !== null)
    return redirect("/", { headers: { "set-cookie": await keepToken("") } });
  const next = nextPage(form.get("next"));
  const token = String(form.get("token") ?? "").trim();
  // A token is letters, digits, hyphens and underscores: nothing else belongs into a header.
  if (!/^[\w-]{1,128}$/.test(token))
    return data({ fault: "wrong" as const, next }, { status: 401 });
  const api = apiWith(token, request, context.get(services));
  const signal = patience(request.signal);
  const params = { query: { limit: 1 } };
  const asked = await ask(api.GET("/api/v1/quarantine", { params, signal }));
  if (asked.ok) return redirect(next, { headers: { "set-cookie": await keepToken(token) } });
  return asked.reason === "silent"
    ? data({ fault: "silent" as const, next }, { status: 503 })
    : data({ fault: "wrong" as const, next }, { status: 401 });
};

export default function SignIn({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const fault = actionData?.fault;
  return (
    <>
      <title>{`${t("quarantine.signIn")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <h1>{t("quarantine.signIn")}</h1>
      <p>{t("quarantine.signInText")}</p>
      <pre>
        <code>cat DATA_DIR/cloud/admin-token</code>
      </pre>
      <form method="post" action="/admin" className="sign-in">
        <input type="hidden" name="next" value={actionData?.next ?? loaderData.next} />
        {fault === undefined ? null : (
          <p className="fault" id="fault" role="alert">
            {t(`quarantine.${fault}`)}
          </p>
        )}
        <label htmlFor="token">{t("quarantine.token")}</label>
        <input
          id="token"
          name="token"
          type="password"
          autoComplete="current-password"
          required
          aria-invalid={fault === "wrong" ? true : undefined}
          aria-describedby={fault === undefined ? undefined : "fault"}
        />
        <button type="submit">{t("quarantine.enter")}</button>
      </form>
    </>
  );
}
