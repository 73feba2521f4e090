import { useState } from "react";
import { useTranslation } from "react-i18next";

const SCALE = 2;

interface ChartFilesProps {
  /** Where the server draws the chart as SVG. */
  readonly svg: string;
  /** Name of a file, without its ending. */
  readonly name: string;
}

/** The chart as a picture: SVG from the server, PNG made of it in the browser. */
export const ChartFiles = ({ svg, name }: ChartFilesProps) => {
  const { t } = useTranslation();
  const [state, setState] = useState<"ready" | "failed">("ready");
  return (
    <p className="chart-files">
      <span>{t("files.title")}</span>
      <a href={svg} download={`${name}.svg`} aria-label={t("files.svg")}>
        SVG
      </a>
      <button
        type="button"
        className="small quiet needs-script"
        onClick={() => {
          savePng(svg, `${name}.png`).then(
            () => setState("ready"),
            () => setState("failed"),
          );
        }}
      >
        {t("files.png")}
      </button>
      {state === "failed" ? <span role="status">{t("files.failed")}</span> : null}
    </p>
  );
};

const savePng = async (svg: string, name: string): Promise<void> => {
  const image = new Image();
  image.src = svg;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob === null) throw new Error("the browser made no picture");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
