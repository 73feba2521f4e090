import type { Api } from "../api/api.ts";

const BODY_BYTES = 4_096;

/**
 * Makes a part of the API read any form: RFC 8058, programs of mail post one to the link that stops. What is in it says
 * nothing more than the address does.
 */
export const readAnyForm = (api: Api): void => {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("*", { bodyLimit: BODY_BYTES }, (_request, payload, done) => {
    payload.resume();
    payload.on("end", () => done(null));
  });
};
