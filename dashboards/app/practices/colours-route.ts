import { patience } from "../api/client.ts";
import { requestApi } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import type { Route } from "./+types/colours-route.ts";
import { askPractice, isSlug } from "./practice.ts";

const COLOUR = /^#[0-9a-f]{6}$/;

/** `/p/<slug>/colours.css`: no page holds styles of its own, which its policy forbids. */
export const loader = async ({ request, params: { slug }, context }: Route.LoaderArgs) => {
  if (!isSlug(slug)) return fail({ kind: "missing" });
  const signal = patience(request.signal);
  const asked = await askPractice(context.get(requestApi), slug, signal);
  const { ground, ink } = answerOr(asked, { kind: "missing" });
  if (!COLOUR.test(ground) || !COLOUR.test(ink)) return fail({ kind: "missing" });
  return new Response(`.practice-band { background: ${ground}; color: ${ink}; }\n`, {
    headers: { "content-type": "text/css; charset=utf-8", "cache-control": "no-cache" },
  });
};
