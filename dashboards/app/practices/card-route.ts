import { patience } from "../api/client.ts";
import { textAnswer } from "../bulletins/answer-file.ts";
import { allTexts } from "../i18n/all-texts.ts";
import { languageContext } from "../i18n/request-language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import type { Route } from "./+types/card-route.ts";
import { askPractice, isSlug, practiceHref } from "./practice.ts";

const statuses = { wrong_order: 500, too_large: 413, busy: 503, failed: 500 } as const;

/** `/p/<slug>/card.pdf`: a card on A6 with the code of the practice's page. */
export const loader = async ({ request, params: { slug }, context }: Route.LoaderArgs) => {
  if (!isSlug(slug)) return fail({ kind: "missing" });
  const language = context.get(languageContext);
  const { prints, publicUrl } = context.get(services);
  const signal = patience(request.signal);
  const asked = await askPractice(context.get(requestApi), slug, signal);
  const { name, address } = answerOr(asked, { kind: "missing" });
  const page = new URL(publicUrl).origin + practiceHref(slug);
  const made = await prints.practiceCard({ name, address, page }, language);
  if (!made.ok) {
    const { t } = translatorFor(language, allTexts[language]);
    return textAnswer(`${t("bulletin.notPrinted")}\n`, statuses[made.reason]);
  }
  return new Response(made.pdf, {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `inline; filename="${slug}.pdf"`,
      "cache-control": "private, no-cache",
      vary: "accept-language, cookie",
    },
  });
};
