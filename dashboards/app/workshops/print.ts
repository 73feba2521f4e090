import { redirect } from "react-router";
import { ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import type { MadePrint } from "../prints.ts";
import { requestApi, services } from "../services.ts";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/print.ts";

/** A hundred boxes, with names as long as they come. */
const LONGEST_ORDER = 64_000;

const orderIn = (form: FormData): unknown => {
  const order = form.get("order");
  if (typeof order !== "string" || order.length > LONGEST_ORDER) return undefined;
  try {
    return JSON.parse(order);
  } catch {
    return undefined;
  }
};

const documents = {
  labels: { file: { fr: "etiquettes.pdf", en: "labels.pdf" } },
  "hand-over": { file: { fr: "remise-des-boites.pdf", en: "hand-over.pdf" } },
} as const;
type DocumentName = keyof typeof documents;

const statuses = { wrong_order: 400, too_large: 413, busy: 503, failed: 500 } as const;

/** Nobody comes here but by the buttons of a page that is gone. */
export const loader = ({ params }: Route.LoaderArgs) =>
  redirect(`/organisations/${params.id}/workshops`);

/** The PDF of a workshop's boxes, which the form brings: what was shown once is kept nowhere. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const language = context.get(languageContext);
  const { t } = translatorFor(language, allTexts[language]);
  const sentence = (key: "signedOut" | "failed" | "noTerms", status: number) =>
    new Response(t(`workshops.printing.${key}`), {
      status,
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    });
  const account = await context.get(ownAccount)();
  if (account?.ok !== true) return sentence("signedOut", 401);
  const form = await request.formData();
  const name: DocumentName = form.get("document") === "hand-over" ? "hand-over" : "labels";
  const { prints, report } = context.get(services);
  const order = orderIn(form);
  let made: MadePrint;
  if (name === "labels") made = await prints.labels(order, language);
  else {
    const signal = patience(request.signal);
    const terms = await ask(context.get(requestApi).GET("/api/v1/station-terms", { signal }));
    if (!terms.ok) return sentence("noTerms", 503);
    const { version, sentences } = terms.value;
    const given = typeof order === "object" ? order : {};
    made = await prints.handOver(
      { ...given, terms: { version, sentences }, zone: context.get(zoneContext) },
      language,
    );
  }
  if (!made.ok) {
    if (made.reason === "failed")
      report(new Error(`not printed: ${made.detail}`), {
        path: new URL(request.url).pathname,
        request: request.headers.get("x-request-id") ?? "",
      });
    return sentence("failed", statuses[made.reason]);
  }
  return new Response(made.pdf, {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `attachment; filename="${documents[name].file[language]}"`,
      "cache-control": "no-store",
    },
  });
};
