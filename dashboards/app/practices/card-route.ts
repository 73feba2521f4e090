import { patience } from "../api/client.ts";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { printedAnswer } from "../site/printed-answer.ts";
import type { Route } from "./+types/card-route.ts";
import { askPractice, isSlug, practiceHref } from "./practice.ts";

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
  return printedAnswer(made, `${slug}.pdf`, { request, context });
};
