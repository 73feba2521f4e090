import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { refusal } from "../forms/form-state.ts";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/acting-page.ts";

/** Where the button of the band leads that stands on every page while one acts for somebody. */
export const loader = () => redirect("/account");

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const signal = patience(request.signal);
  const asked = await ask(context.get(requestApi).DELETE("/api/v1/account/acting", { signal }));
  refusal(asked, { form, request });
  return redirect("/people");
};

export default function Acting() {
  return null;
}
