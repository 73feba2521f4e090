import { createContext } from "react-router";
import type { Api } from "./api/client.ts";
import type { OperatorRead } from "./legal/operator.ts";

/** What loaders get from outside: everything that is not the request itself. */
export interface Services {
  /** The API as the person who made the request may use it. */
  readonly apiFor: (request: Request) => Api;
  /** What the operator tells of itself in the file `operatorPath`. */
  readonly operator: () => Promise<OperatorRead>;
  readonly operatorPath: string;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly report: (
    error: unknown,
    where: { readonly path: string; readonly request: string },
  ) => void;
}

export const services = createContext<Services>();

/** The cloud's API for this request: it carries the person's session, and the request's number. */
export const requestApi = createContext<Api>();

/** The number under which this request stands in the logs of the pages and of the cloud. */
export const requestId = createContext<string>("");
