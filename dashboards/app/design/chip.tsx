import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";

/** A short word about the thing beside it: what kind it is, where it comes from. */
export const Chip = ({ icon, children }: { icon?: IconName; children: ReactNode }) => (
  <span className="chip">
    {icon === undefined ? null : <Icon name={icon} />}
    <span>{children}</span>
  </span>
);
