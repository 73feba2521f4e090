import { fail } from "./failures.ts";

/** Any other address: a route of its own, so that the page has its language and its frame. */
export const loader = () => fail({ kind: "missing" });

export default function Missing() {
  return null;
}
