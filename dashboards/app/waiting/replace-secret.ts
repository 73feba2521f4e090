import { data, redirect } from "react-router";
import { type Api, ask, patience } from "../api/client.ts";
import { type FormFault, type FormState, refusal, typed } from "../forms/form-state.ts";

/** The questions, one a page. */
const steps = ["what", "shut", "proof"] as const;
export type SecretStep = (typeof steps)[number];
export interface SecretState extends FormState {
  readonly step: SecretStep;
}

/** The SHA-256 of a secret as a box shows it; spaces and capitals do not count. */
export const readProof = (typed: string): string | undefined => {
  const proof = typed.replaceAll(/\s/g, "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(proof) ? proof : undefined;
};

/** What a form about the secret of a station asks next, or where it leads once it is done. */
export const replaceSecret = async (
  request: Request,
  api: Api,
  { station, form, after }: { station: string; form: FormData; after: string },
) => {
  const values = typed(form, "step", "what", "proof", "sure");
  const step = steps.find((one) => one === values.step) ?? "what";
  const show = (next: SecretStep, ...faults: readonly FormFault[]) =>
    data({ values, faults, step: next } satisfies SecretState, {
      status: faults.length === 0 ? 200 : 400,
    });
  if (step === "what") {
    if (values.what === "shut" || values.what === "proof") return show(values.what);
    return show("what", { field: "what", text: "choose" });
  }
  const proof = readProof(values.proof);
  if (step === "proof" && proof === undefined)
    return show("proof", { field: "proof", text: "proof" });
  if (step === "shut" && values.sure !== "yes")
    return show("shut", { field: "sure", text: "confirmTick" });
  const asked = await ask(
    api.PUT("/api/v1/stations/{id}/secret", {
      params: { path: { id: station } },
      body: step === "proof" && proof !== undefined ? { proof } : {},
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect(after) : show(step, fault);
};
