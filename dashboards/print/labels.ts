import { CLAIM_PATH, claimAddress } from "@datacityzen/hardware/device/claim-address";
import { showCode } from "@datacityzen/hardware/device/label";
import type { Language } from "../app/i18n/language.ts";
import { fill } from "./fill.ts";
import type { PrintedDocument } from "./print.ts";
import { qrSvg } from "./qr.ts";
import type { StationOrder } from "./station-order.ts";
import { words } from "./words.ts";

/** The sheet of labels of a workshop's boxes. */
export const labels = (
  { title, site, stations }: StationOrder,
  language: Language,
  made: number,
): PrintedDocument => {
  const own = words[language].labels;
  const heading = fill(language, own.title, { title });
  return {
    ...{ template: "labels", language, title: heading, made },
    texts: {
      heading,
      address: `${new URL(site).host}${CLAIM_PATH}`,
      words: {
        code: fill(language, own.code),
        type: fill(language, own.type),
        word: fill(language, own.word),
      },
      labels: stations.map(({ name, code }, index) => ({
        heading: fill(language, own.heading, { number: String(index + 1) }),
        picture: fill(language, own.picture, { address: claimAddress(site, code) }),
        code: showCode(code),
        name,
      })),
    },
    pictures: stations.map(({ code }) => qrSvg(claimAddress(site, code))),
  };
};
