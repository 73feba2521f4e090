import type { FastifyRequest } from "fastify";
import { apiProblems, Problem } from "./problems.ts";

/** Whether every text in a document can be written as UTF-8. No recursion: a document may be nested as deeply as its sender likes. */
export const isWellFormed = (document: unknown): boolean => {
  const left: unknown[] = [document];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === "string" && !one.isWellFormed()) return false;
    if (typeof one !== "object" || one === null) continue;
    if (Array.isArray(one)) for (const item of one) left.push(item);
    else if (Object.getPrototypeOf(one) === Object.prototype)
      for (const [name, value] of Object.entries(one)) left.push(name, value);
  }
  return true;
};

/** "\ud800" is JSON and no text: UTF-8 has no such character, and PostgreSQL takes no document with one. */
export const refuseHalfCharacters = async ({ body }: FastifyRequest): Promise<void> => {
  if (!isWellFormed(body))
    throw new Problem(
      apiProblems.invalid_request,
      "A text holds half of a character (a UTF-16 surrogate without the other one): leave it out.",
    );
};
