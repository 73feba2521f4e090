/** A file that has every part that is owed, to be copied and changed. */
export const operatorExample = JSON.stringify(
  {
    name: "…",
    legalForm: { fr: "…", en: "…" },
    address: "…\n…",
    phone: "00 00 00 00 00",
    email: "nom@domaine.fr",
    publicationDirector: "…",
    host: { name: "…", address: "…\n…", phone: "00 00 00 00 00" },
    help: {
      phone: "00 00 00 00 00",
      hours: { fr: "du lundi au vendredi, de 9 h à 17 h", en: "Monday to Friday, 9 am to 5 pm" },
      email: "aide@domaine.fr",
    },
    privacy: { contact: "donnees@domaine.fr" },
    accessibility: { established: "2026-01-01" },
  },
  null,
  2,
);
