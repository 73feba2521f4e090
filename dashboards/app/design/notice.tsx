import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

const kinds = { info: "info", warning: "warning", done: "done", wrong: "warning" } as const;

interface NoticeProps {
  readonly kind: keyof typeof kinds;
  readonly children: ReactNode;
}

/** What somebody should know: what is so, then what to do. */
export const Notice = ({ kind, children }: NoticeProps) => (
  <div className={kind === "wrong" ? "notice notice-wrong" : "notice"}>
    <Icon name={kinds[kind]} />
    <div>{children}</div>
  </div>
);
