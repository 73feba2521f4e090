export const en = {
  waiting: {
    title: "Waiting room",
    intro:
      "These stations connect, and nobody knows them yet. Nobody else sees what they send. A box that its host claims leaves by itself.",
    none: "No station waits.",
    count_one: "{{count, number}} station waits.",
    count_other: "{{count, number}} stations wait.",
    since: "Since {{date}}",
    proved: "It proves its name by a secret.",
    notProved: "It does not prove its name: anybody of the same network can use it.",
    gateways: "Relayed by {{gateways}}",
    letIn: "Let in, without a host",
    toRefuse: "Refuse the station",
    refuseText:
      "It is forgotten, with its code, and its secret lets nobody connect any more. This cannot be undone.",
    refuse: "Refuse for ever",
    secretTitle: "The secret of a station",
    station: "The name of the station",
    stationHint: "For example station-0a1b2c3d4e5f6g7h.",
    secretText:
      "A box proves its name by a secret that it alone knows. When that counts no more, it is disconnected.",
    what: "What happened?",
    happened: {
      shut: "The box is lost or stolen, or somebody may have copied its secret",
      proof: "The box has a new secret: I have its proof",
    },
    shutText:
      "The box is disconnected and can send nothing more, until the proof of a new secret is given here. What it measured stays.",
    shutSure: "I want the present secret to count no more",
    shut: "Revoke the secret",
    proof: "The proof of the new secret",
    proofHint:
      "64 digits and letters from a to f, which the command “dcz secret renew” shows on the box. It is not the secret itself: write that one nowhere.",
    replace: "Replace the secret",
    toSecret: "Secret lost, stolen or changed",
    done: {
      let_in: "The station is let in: everybody sees it.",
      refused: "The station is refused.",
      secret: "The secret before counts no more.",
    },
  },
};
