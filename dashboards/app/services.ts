import { createContext } from "react-router";
import type { Api, ApiFor } from "./api/client.ts";
import type { ReceiveFile } from "./forms/sent-file.ts";
import type { OperatorRead } from "./legal/operator.ts";
import type { BaseMap } from "./map/base-map.ts";
import type { Prints } from "./prints.ts";
import type { StyleSheets } from "./site/styles-within.ts";

/** What loaders get from outside: everything that is not the request itself. */
export interface Services {
  /** The API as the person who made the request may use it. */
  readonly apiFor: ApiFor;
  /** What the operator tells of itself in the file `operatorPath`. */
  readonly operator: () => Promise<OperatorRead>;
  readonly operatorPath: string;
  /** Does the work of a form once, though the form is sent twice (server/once.ts). */
  readonly once: <T>(id: string, run: () => Promise<T>) => Promise<T | undefined>;
  /** Takes the file of a form as it comes in (server/sent-file.ts). */
  readonly receiveFile: ReceiveFile;
  /** Documents on paper, as PDF (print/documents.ts). */
  readonly prints: Prints;
  /** What the operator has put under the stations of the map, and the other hosts that browsers ask for it. */
  readonly baseMap: {
    readonly told: () => Promise<BaseMap | undefined>;
    readonly hosts: readonly string[];
  };
  /** What pages bring with them (site/styles-within.ts). */
  readonly styleSheets: StyleSheets;
  /** Where people reach the pages. */
  readonly publicUrl: string;
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

/** The cookies that the API has set while this request was answered, for the visitor's browser. */
export const apiCookies = createContext<readonly string[]>([]);

/** The number under which this request stands in the logs of the pages and of the cloud. */
export const requestId = createContext<string>("");
