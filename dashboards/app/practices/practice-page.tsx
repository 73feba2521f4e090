import { useTranslation } from "react-i18next";
import { patience } from "../api/client.ts";
import { requestApi } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import type { Route } from "./+types/practice-page.ts";
import { PracticeBand } from "./band.tsx";
import { askPractice, isSlug } from "./practice.ts";

export const loader = async ({ request, params: { slug }, context }: Route.LoaderArgs) => {
  if (!isSlug(slug)) return fail({ kind: "missing" });
  const signal = patience(request.signal);
  return answerOr(await askPractice(context.get(requestApi), slug, signal), { kind: "missing" });
};

const paragraphs = (text: string): readonly string[] =>
  text.split(/\n{2,}/).filter((one) => one.trim() !== "");

export default function PracticePage({ loaderData: practice }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { slug, name, words, terms, address } = practice;
  return (
    <>
      <title>{`${name} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <PracticeBand practice={practice} />
      <h1>{t("practice.title")}</h1>
      {paragraphs(words).map((text) => (
        <p key={text}>{text}</p>
      ))}
      <p>{t("practice.nobody", { name })}</p>
      <p className="actions">
        <a className="button" href={`/alerts?practice=${slug}`}>
          {t("practice.subscribe")}
        </a>
      </p>
      {terms === "" ? null : (
        <section aria-labelledby="terms">
          <h2 id="terms">{t("practice.terms")}</h2>
          {paragraphs(terms).map((text) => (
            <p key={text}>{text}</p>
          ))}
        </section>
      )}
      {address === "" ? null : <p className="note">{address}</p>}
    </>
  );
}
