export const fr = {
  bulletin: {
    link: "La journée en clair",
    title: "La journée à {{name}}",
    titleOfDay: "La journée à {{name}}, {{day}}",
    intro:
      "Comment étaient l'air, le bruit et les pollens, en quelques phrases, avec les chiffres des stations.",
    isOfHour: "Ce qu'on sait à cette heure.",
    isOfDay: "Le bulletin de ce jour, tel qu'il a été envoyé. Il ne change plus.",
    sections: {
      air: "L'air",
      noise: "Le bruit",
      pollen: "Les pollens",
      advice: "Que faire ?",
      sure: "À quel point c'est sûr",
    },
    print: "Imprimer (PDF, A4)",
    text: "Texte simple, à faire lire",
    subscribe: "Le recevoir chaque matin",
    feed: "Fil Atom",
    ofHour: "Ce qu'on sait maintenant",
    days: "Les jours d'avant",
    noneText:
      "Il n'y a pas de bulletin de ce jour : il n'a pas été fait, ou il a plus de 31 jours.",
    failedText:
      "On ne sait pas : les mesures ne peuvent pas être lues en ce moment. Réessayez dans quelques minutes.",
    findTitle: "La journée en clair",
    search: "Une commune, un département, une région",
    find: "Chercher",
    found: "Quel endroit ?",
    subscribeTitle: "Recevoir la journée à {{name}}",
    subscribeText:
      "Chaque matin vers 7 h 15, les mêmes phrases qu'ici par e-mail. Aucun compte n'est nécessaire.",
    kept: "On garde l'adresse et l'endroit, rien d'autre. Un bouton dans chaque message efface tout.",
    eachDay: "chaque matin par e-mail",
    remove: "Ne plus recevoir ce bulletin",
  },
};
