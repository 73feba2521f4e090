/** What stands on our own documents beside what they are given. */
export const words = {
  fr: {
    practiceCard: {
      invite: "Être prévenu quand l'air, le bruit ou les pollens changent.",
      how: "Scannez ce code, ou tapez cette adresse :",
      free: "Sans compte. Un bouton dans chaque message arrête tout.",
    },
    bulletin: { data: "Mesures jusqu'au {data}.", more: "La suite, et les jours d'après :" },
    labels: {
      title: "Étiquettes : {title}",
      heading: "Boîte {number}",
      code: "Code de la boîte",
      type: "Tapez ce code sur",
      word: "Mot, si le site le demande :",
      picture: "Code QR qui ouvre {address}",
    },
    handOver: {
      title: "Remise des boîtes : {title}",
      intro:
        "Vous emportez une boîte qui mesure l'air ou le bruit chez vous. Voici ce qui se passe avec ses mesures. Rien n'est montré avant que vous l'ayez choisi sur le site, et vous pouvez changer d'avis.",
      public: "Ce qui devient public",
      kept: "Ce qui reste à vous",
      leaving: "Comment arrêter",
      stop: "Pour arrêter, débranchez la boîte, rendez-la à qui vous l'a donnée, ou mettez-la hors service sur la page de votre station.",
      list: "Qui emporte quelle boîte",
      sign: "Écrivez votre nom, la date, et signez : vous avez reçu cette boîte, et vous avez lu cette page ou quelqu'un vous l'a lue. Cette liste reste chez la personne qui anime l'atelier ; elle n'est pas sur le site.",
      number: "N°",
      station: "Boîte",
      name: "Nom",
      date: "Date",
      signature: "Signature",
      made: "Liste faite le {date}. Conditions : version {version}.",
    },
  },
  en: {
    practiceCard: {
      invite: "Be told when air, noise or pollen change.",
      how: "Scan this code, or type this address:",
      free: "No account. A button in each message stops everything.",
    },
    bulletin: { data: "Measurements until {data}.", more: "More, and the days that follow:" },
    labels: {
      title: "Labels: {title}",
      heading: "Box {number}",
      code: "Code of the box",
      type: "Type this code at",
      word: "Word, if the site asks for it:",
      picture: "QR code that opens {address}",
    },
    handOver: {
      title: "Hand-over of boxes: {title}",
      intro:
        "You take a box home that measures the air or the noise there. This is what happens with what it measures. Nothing is shown before you have chosen so on the site, and you can change your mind.",
      public: "What becomes public",
      kept: "What stays yours",
      leaving: "How to stop",
      stop: "To stop, unplug the box, give it back to whoever gave it to you, or put it out of service on the page of your station.",
      list: "Who takes which box",
      sign: "Write your name and the date, and sign: you have received this box, and you have read this page or somebody has read it to you. This list stays with whoever leads the workshop; it is not on the site.",
      number: "No.",
      station: "Box",
      name: "Name",
      date: "Date",
      signature: "Signature",
      made: "List made on {date}. Terms: version {version}.",
    },
  },
} as const;
