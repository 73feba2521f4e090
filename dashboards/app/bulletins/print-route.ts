import { services } from "../services.ts";
import { formatsFor } from "../site/formats.ts";
import { printedAnswer } from "../site/printed-answer.ts";
import type { Route } from "./+types/print-route.ts";
import { askedFile, missing, titleOf } from "./answer-file.ts";
import { pageHref, sectionsOf } from "./bulletin.ts";

/** `/bulletin/<code>/bulletin.pdf`: the same sentences on paper. */
export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { language, t, asked } = await askedFile(request, context, params.code);
  if (!asked.ok) return missing(t, asked);
  const bulletin = asked.value;
  const { prints, publicUrl } = context.get(services);
  const made = await prints.bulletin(
    {
      title: titleOf(t, bulletin, language),
      address: new URL(publicUrl).origin + pageHref(bulletin.territory.key, bulletin.day),
      data: formatsFor(language, bulletin.zone).moment(Date.parse(bulletin.to)),
      sections: sectionsOf(bulletin, language).map(({ section, texts }) => ({
        heading: t(`bulletin.sections.${section}`),
        texts,
      })),
    },
    language,
  );
  const day = bulletin.day ?? bulletin.to.slice(0, 10);
  const file = `bulletin-${bulletin.territory.key}-${day}.pdf`;
  return printedAnswer(made, file, { request, context });
};
