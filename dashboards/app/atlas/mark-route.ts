import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { requestApi } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import type { Route } from "./+types/mark-route.ts";

/** `/a/3f9a2c1b`: the address of a place as a card has it, short enough to be typed, in whatever letters. */
export const loader = async ({ request, params: { mark }, context }: Route.LoaderArgs) => {
  const name = mark.toLowerCase();
  if (!/^[0-9a-f]{8}$/.test(name)) return fail({ kind: "missing" });
  const { slug } = answerOr(
    await ask(
      context.get(requestApi).GET("/api/v1/atlas/sheets/{name}", {
        params: { path: { name } },
        signal: patience(request.signal),
      }),
    ),
    { kind: "missing" },
  );
  return redirect(`/atlas/${slug}`);
};
