import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Language } from "../i18n/language.ts";
import { type Formats, formatsFor } from "./formats.ts";

const Context = createContext<Formats>(formatsFor("fr", "UTC"));

export const FormatsProvider = (props: {
  readonly language: Language;
  readonly zone: string;
  readonly children: ReactNode;
}) => {
  const formats = useMemo(
    () => formatsFor(props.language, props.zone),
    [props.language, props.zone],
  );
  return <Context value={formats}>{props.children}</Context>;
};

export const useFormats = (): Formats => useContext(Context);
