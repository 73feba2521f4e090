export const fr = {
  helpPage: {
    title: "Aide",
    byPhone: "Par téléphone",
    byPhoneText: "Quelqu'un vous répond et fait les démarches avec vous.",
    hours: "Horaires : {{hours}}",
    byMail: "Par e-mail",
    noHelp: "Aucun numéro d'aide n'a encore été indiqué pour ce service.",
    reading: "Lire les pages plus facilement",
    readingText:
      "Pour agrandir le texte, appuyez sur Ctrl et + (sur un Mac : Cmd et +). Toutes les pages se lisent aussi imprimées, et fonctionnent sans souris.",
    noEmail: "Vous n'avez pas d'adresse e-mail",
    noEmailText:
      "Une personne qui aide au numérique (un médiateur ou une médiatrice) peut créer votre compte avec vous. Vous repartez avec un nom et un code imprimés sur une feuille.",
  },
  noticePage: {
    publisher: "Qui publie ce site",
    name: "Nom",
    legalForm: "Forme juridique",
    registration: "Immatriculation",
    director: "Responsable de la publication",
    host: "Qui héberge ce site",
    licences: "Licences",
    licencesText:
      "Le logiciel DataCityZen est libre, sous la licence AGPL-3.0 : chacun peut l'utiliser, l'étudier, le modifier et le partager. La licence de chaque jeu de données est indiquée avec lui.",
  },
  termsPage: {
    intro: "Ce texte dit ce que vous pouvez attendre de ce service, et ce qu'il attend de vous.",
    contact: "À qui écrire",
    version: "Version du {{version}}",
    sections: {
      service: {
        title: "Le service",
        text: "Ce site montre ce que des habitants mesurent : l'air, le pollen, le bruit. Tout le monde peut le lire, sans compte et gratuitement. Il peut s'arrêter quelques heures pour être entretenu.",
      },
      account: {
        title: "Votre compte",
        text: "Le compte est gratuit. Il est à vous : ne le prêtez pas, et gardez votre code ou votre mot de passe pour vous. Avant 15 ans, il faut l'accord d'un parent. Une personne qui vous aide peut agir pour vous si vous lui avez signé un mandat ; vous pouvez le lui retirer à tout moment.",
      },
      given: {
        title: "Ce que vous écrivez",
        text: "Vos textes et vos photos restent à vous. En les publiant ici, vous permettez à chacun de les lire et de les réutiliser sous la licence indiquée à côté, en citant votre nom ou votre pseudonyme.",
      },
      measures: {
        title: "Ce que vous mesurez",
        text: "Si vous accueillez une station, vous choisissez qui voit ses mesures : tout le monde, les membres de votre groupe, ou vous seul. Celles qui sont publiques peuvent être réutilisées par tous, sous la licence que vous avez choisie. L'endroit exact n'est montré que si vous le demandez. Si vous partez, les mesures déjà publiées restent, sans lien avec vous.",
      },
      forbidden: {
        title: "Ce qui n'est pas permis",
        text: "Insulter ou menacer, publier quelque chose sur une personne sans son accord, se faire passer pour quelqu'un d'autre, fausser volontairement des mesures, gêner le fonctionnement du service.",
      },
      figures: {
        title: "Ce que valent les mesures",
        text: "Les capteurs sont simples et peuvent se tromper. Les mesures aident à comprendre et à comparer ; elles ne remplacent ni un avis médical, ni une alerte officielle. En cas d'urgence, appelez le 15 ou le 112.",
      },
      data: {
        title: "Vos données personnelles",
        text: "La page « Vie privée » dit ce qui est gardé sur vous, pourquoi, et pour combien de temps. Rien n'est vendu, et il n'y a pas de publicité.",
      },
      consequences: {
        title: "Si ces règles ne sont pas suivies",
        text: "Un texte ou une photo peut être retiré, et un compte fermé. Nous vous disons pourquoi, et vous pouvez nous répondre avant toute décision définitive, sauf en cas d'urgence.",
      },
      end: {
        title: "Partir",
        text: "Vous pouvez télécharger vos données et effacer votre compte quand vous voulez, depuis « Mon compte ». La page dit avant ce qui reste, et pourquoi.",
      },
      change: {
        title: "Quand ces conditions changent",
        text: "Nous vous montrons le nouveau texte à votre prochaine visite et vous demandons si vous l'acceptez. Le droit français s'applique. En cas de désaccord, écrivez-nous d'abord : nous chercherons une solution ensemble.",
      },
    },
  },
  privacyPage: {
    title: "Vie privée",
    readers: "Lire les pages",
    readersText:
      "Vous pouvez tout lire sans compte. Nous ne mesurons pas l'audience, ne montrons pas de publicité et ne gardons pas la trace de qui lit quelle page. Rien n'est chargé depuis un autre site.",
    cookies: "Cookies",
    cookiesText:
      "Seuls des cookies nécessaires au service sont utilisés ; ils n'ont pas besoin de votre accord.",
    cookieCaption: "Les cookies de ce site",
    cookieName: "Nom",
    cookieUse: "À quoi il sert",
    cookieTime: "Durée",
    cookieLang: "retient la langue que vous avez choisie",
    cookieLangTime: "un an",
    cookieSession: "retient que vous êtes connecté",
    cookieSessionTime: "jusqu'à la déconnexion, ou la durée montrée dans « Mon compte »",
    cookieAdmin: "pour la personne qui administre la machine",
    cookieAdminTime: "jusqu'à la fermeture du navigateur",
    account: "Avoir un compte",
    accountText:
      "Pour un compte, nous gardons votre nom, votre adresse e-mail si vous en avez une, votre langue, les accords que vous avez donnés avec leur date, vos appareils connectés et vos droits sur ce site. Les mots de passe et les codes sont gardés sous une forme qui ne permet pas de les relire.",
    accountTime:
      "Ces données sont gardées tant que le compte existe. Vous pouvez les télécharger ou effacer votre compte vous-même, dans « Mon compte ».",
    stations: "Avoir une station",
    stationsText:
      "La personne qui accueille une station choisit qui voit ses mesures : tout le monde, les membres de son groupe, ou elle seule. Elles ne disent pas qui vit à cet endroit. Après l'effacement d'un compte, les mesures passées restent, sans lien avec la personne.",
    basis: "Fondement",
    rights: "Vos droits",
    rightsText:
      "Vous pouvez demander à voir vos données, les corriger, les effacer, les recevoir dans un fichier, ou vous opposer à leur usage. Écrivez à :",
    officer: "Délégué à la protection des données : {{name}}.",
    complain: "Si la réponse ne vous convient pas, vous pouvez vous adresser à :",
  },
  accessibilityPage: {
    title: "Déclaration d'accessibilité",
    engages:
      "{{name}} s'engage à rendre ce service accessible, conformément à l'article 47 de la loi n° 2005-102 du 11 février 2005.",
    applies: "Cette déclaration s'applique à {{site}}.",
    state: "État de conformité",
    is: {
      full: "{{site}} est en conformité totale avec le référentiel général d'amélioration de l'accessibilité (RGAA), version 4.1.2.",
      partial:
        "{{site}} est en conformité partielle avec le référentiel général d'amélioration de l'accessibilité (RGAA), version 4.1.2, en raison des non-conformités et des dérogations énumérées ci-dessous.",
      none: "{{site}} n'est pas en conformité avec le référentiel général d'amélioration de l'accessibilité (RGAA), version 4.1.2.",
    },
    noAudit:
      "Aucun résultat d'audit en cours de validité n'existe : tant qu'un audit n'a pas mesuré le respect des critères, un service est « non conforme ».",
    results: "Résultats des tests",
    result:
      "L'audit réalisé par {{by}} le {{date}} révèle que {{share}} des critères sont respectés.",
    ownTests: "Ce que nous vérifions nous-mêmes",
    ownTestsText:
      "À chaque changement du logiciel, un programme examine les pages (axe, niveaux A à AAA), en clair et en sombre, à 320, 360 et 1440 pixels de large, et les parcourt au clavier seul et sans script. Cela ne remplace pas un audit.",
    notAccessible: "Contenus non accessibles",
    notAccessibleText: "Les contenus suivants ne sont pas accessibles :",
    exempted: "Contenus exemptés",
    exemptedText:
      "Les contenus suivants sont exemptés, ou feraient peser une charge disproportionnée :",
    established: "Établissement de cette déclaration",
    establishedText: "Cette déclaration a été établie le {{date}}.",
    technologies: "Technologies : HTML, CSS, SVG, JavaScript.",
    tools: "Outils : {{tools}}.",
    pages: "Pages vérifiées",
    plan: "Schéma pluriannuel de mise en accessibilité",
    contact: "Retour d'information et contact",
    contactText:
      "Si vous n'arrivez pas à accéder à un contenu ou à un service, dites-le-nous : nous vous orienterons vers une autre manière d'y accéder, ou nous vous enverrons le contenu sous une autre forme.",
    appeal: "Voies de recours",
    appealText:
      "Si vous nous avez signalé un défaut d'accessibilité qui vous empêche d'accéder à un contenu ou à un service, et que vous n'avez pas obtenu de réponse satisfaisante, vous pouvez :",
    appealWrite: "écrire un message à : {{name}}",
    appealCall: "appeler le ",
    appealPost: "envoyer un courrier par la poste :",
  },
};
