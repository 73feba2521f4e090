import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import type { Route } from "./+types/confirm-page.ts";

const isToken = (text: string): boolean => /^[\w-]{20,100}$/.test(text);

/** What stands behind the link of a mail is kept by no cache. */
export const headers: Route.HeadersFunction = () => ({ "cache-control": "no-store" });

export const loader = async ({ request, params: { token }, context }: Route.LoaderArgs) => {
  if (!isToken(token)) return fail({ kind: "missing" });
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/atlas/still-right/{token}", {
      ...{ params: { path: { token } }, signal: patience(request.signal) },
    }),
  );
  return { place: answerOr(asked, { kind: "missing" }) };
};

export const action = async ({ request, params: { token }, context }: Route.ActionArgs) => {
  if (!isToken(token)) return fail({ kind: "missing" });
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/atlas/still-right/{token}", {
      ...{ params: { path: { token } }, signal: patience(request.signal) },
    }),
  );
  const fault = refusal(asked, { form: await request.formData(), request });
  return fault === undefined ? redirect(`/atlas/confirm/${token}`) : tryAgain({}, fault);
};

/** What the atlas says of a place, and one button for whoever works there. */
export default function Confirm({ loaderData: { place }, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { slug, name, street, postcode, commune, phones, hours, answered } = place;
  const lines = [street, [postcode, commune].filter(Boolean).join(" "), ...phones].filter(
    (line) => line !== undefined && line !== "",
  );
  return (
    <Page
      title={name}
      state={actionData}
      done={answered ? t("atlas.confirmed") : undefined}
      back={{ href: "/atlas", label: t("atlas.back") }}
    >
      <p>{t("atlas.confirmIntro")}</p>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p>{hours === undefined ? t("atlas.hoursUnknown") : t("atlas.hoursAsGiven", { hours })}</p>
      {answered ? null : <Form submit={t("atlas.confirm")} />}
      <ul className="links">
        <li>
          <a href={`/atlas/${slug}`}>{t("atlas.wholeSheet")}</a>
        </li>
        <li>
          <a href={`/atlas/drafts?entry=${slug}`}>{t("atlas.correct")}</a>
        </li>
        <li>
          <a href={`/atlas/${slug}#report`}>{t("atlas.report")}</a>
        </li>
      </ul>
    </Page>
  );
}
