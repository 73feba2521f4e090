import type { RouterContextProvider } from "react-router";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import type { MadePrint } from "../prints.ts";
import { services } from "../services.ts";
import { textAnswer } from "./text-answer.ts";

/** The order is made by us: one that is wrong is our fault. */
const statuses = { wrong_order: 500, too_large: 413, busy: 503, failed: 500 } as const;

/** A public document as PDF under a file name, or a sentence that says that there is none; a fault of ours is reported. */
export const printedAnswer = (
  made: MadePrint,
  file: string,
  {
    request,
    context,
  }: { readonly request: Request; readonly context: Readonly<RouterContextProvider> },
): Response => {
  if (!made.ok) {
    if (made.reason !== "busy")
      context.get(services).report(new Error(`not printed: ${made.detail}`), {
        path: new URL(request.url).pathname,
        request: request.headers.get("x-request-id") ?? "",
      });
    const language = context.get(languageContext);
    const { t } = translatorFor(language, allTexts[language]);
    return textAnswer(`${t("site.notPrinted")}\n`, statuses[made.reason]);
  }
  return new Response(made.pdf, {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `inline; filename="${file}"`,
      "cache-control": "private, no-cache",
      vary: "accept-language, cookie",
    },
  });
};
