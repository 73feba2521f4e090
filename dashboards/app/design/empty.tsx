import type { ReactNode } from "react";
import { Picture, type PictureName } from "./picture.tsx";

interface EmptyProps {
  readonly picture: PictureName;
  readonly children: ReactNode;
}

/** Where there is nothing yet: says so, why, and what can be done. */
export const Empty = ({ picture, children }: EmptyProps) => (
  <div className="empty">
    <Picture name={picture} />
    {children}
  </div>
);
