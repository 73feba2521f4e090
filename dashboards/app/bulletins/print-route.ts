import { services } from "../services.ts";
import { formatsFor } from "../site/formats.ts";
import type { Route } from "./+types/print-route.ts";
import { askedFile, missing, textAnswer, titleOf } from "./answer-file.ts";
import { pageHref, sectionsOf } from "./bulletin.ts";

const statuses = { wrong_order: 500, too_large: 413, busy: 503, failed: 500 } as const;

/** `/bulletin/<code>/bulletin.pdf`: the same sentences on paper. */
export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { language, t, asked } = await askedFile(request, context, params.code);
  if (!asked.ok) return missing(t, asked);
  const bulletin = asked.value;
  const { prints, publicUrl, report } = context.get(services);
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
  if (!made.ok) {
    if (made.reason !== "busy")
      report(new Error(`not printed: ${made.detail}`), {
        path: new URL(request.url).pathname,
        request: request.headers.get("x-request-id") ?? "",
      });
    return textAnswer(`${t("bulletin.notPrinted")}\n`, statuses[made.reason]);
  }
  const day = bulletin.day ?? bulletin.to.slice(0, 10);
  return new Response(made.pdf, {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `inline; filename="bulletin-${bulletin.territory.key}-${day}.pdf"`,
      "cache-control": "private, no-cache",
      vary: "accept-language, cookie",
    },
  });
};
