import { url } from "@datacityzen/hardware/settings/settings";
import * as z from "zod";

/** What an update needs to know of the box, from the environment (on a box: /etc/datacityzen/box.env). */
export const UpdateSettings = z.object({
  /** Where releases lie. Unset: no address is ever asked. */
  UPDATE_URL: url(["https:", "http:"], "").unwrap().optional(),
  /** The public key with which releases are signed. */
  UPDATE_KEY_FILE: z.string().default("/etc/datacityzen/update.pub.pem"),
  /** The folder with one folder for each version. */
  UPDATE_FOLDER: z.string().default("/opt/datacityzen"),
  /** Starts the services anew. */
  UPDATE_RESTART: z.string().default("systemctl restart datacityzen-gateway datacityzen-edge"),
  UPDATE_WATCH_MINUTES: z
    .string()
    .regex(/^\d{1,4}(\.\d{1,3})?$/, "must be a number of minutes")
    .transform(Number)
    .refine((minutes) => minutes > 0, "must be more than 0")
    .default(10),
  GATEWAY_PORT: z
    .string()
    .regex(/^\d{1,5}$/, "must be a port")
    .default("8081"),
  DATA_DIR: z.string().default("./data"),
});
export type UpdateSettings = z.infer<typeof UpdateSettings>;
