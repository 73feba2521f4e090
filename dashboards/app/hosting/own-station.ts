import type { RouterContextProvider } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";

/** The station that a page asks about, when it is the visitor's and in use; the page is missing otherwise. */
export const demandOwnStation = async (
  request: Request,
  context: Readonly<RouterContextProvider>,
  name: string,
): Promise<string> => {
  await demandAccount(request, context);
  const signal = patience(request.signal);
  const asked = await ask(context.get(requestApi).GET("/api/v1/account/stations", { signal }));
  const { stations } = answerFor(request, asked);
  const own = stations.find(({ station, state }) => station === name && state !== "retired");
  return own?.station ?? fail({ kind: "missing" });
};
