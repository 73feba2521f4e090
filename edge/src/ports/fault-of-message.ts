import type { PortFault } from "./port.ts";

/** What a library or a program says of a device that it cannot open, in the system's English sentences. */
export const faultOfMessage = (message: string): PortFault => {
  if (/no such (file|device)|unknown pcm|cannot find card/i.test(message)) return "absent";
  if (/permission|access denied|not permitted/i.test(message)) return "denied";
  if (/lock|busy/i.test(message)) return "busy";
  return "failed";
};
