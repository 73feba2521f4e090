import { useTranslation } from "react-i18next";
import type { StationPhoto } from "../api/answers.ts";
import { photoPage } from "./station-photo.ts";

const SMALL_SIDE = 640;

/** How large the smaller file is: a page keeps the place free before it has come. */
const smallSize = ({ width, height }: StationPhoto) => {
  const scale = Math.min(1, SMALL_SIDE / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
};

/** A station as its host shows it. */
export const PhotoFigure = ({ photo }: { readonly photo: StationPhoto }) => {
  const { t } = useTranslation();
  return (
    <figure className="station-photo">
      <img src={photo.files.small} alt={photo.alt} {...smallSize(photo)} loading="lazy" />
      <figcaption>
        {t("photo.by", { author: photo.author, licence: photo.licence })}{" "}
        <a href={photoPage(photo.station)}>{t("photo.large")}</a>
      </figcaption>
    </figure>
  );
};
