import * as z from "zod";
import { Config as Cloud } from "../cloud/src/config.ts";
import { Variables as Dashboards } from "../dashboards/server/config.ts";
import { Config as Edge } from "../edge/src/config.ts";
import { Config as Gateway } from "../gateway/src/config.ts";
import { Config as Demonstration } from "./demonstration-config.ts";
import { type Name, names } from "./processes.ts";

const schemas = {
  ...{ cloud: Cloud, dashboards: Dashboards, gateway: Gateway, edge: Edge },
  demonstration: Demonstration,
};

type VariableName = {
  [name in Name]: keyof z.input<(typeof schemas)[name]>;
}[Name];

interface About {
  readonly fr: string;
  readonly en: string;
  /** A password or a key: nothing shows its value. */
  readonly secret?: boolean;
}

/** What each variable does. One that a process reads and that is missing here does not compile. */
const abouts: { readonly [name in VariableName]: About } = {
  DATA_DIR: {
    fr: "Le dossier des données : chaque processus y a le sien.",
    en: "The folder of the data: each process has its own in it.",
  },
  HOST: {
    fr: "L'adresse sur laquelle le processus écoute ; `0.0.0.0` : toutes celles de la machine.",
    en: "The address on which the process listens; `0.0.0.0`: all those of the machine.",
  },
  HTTP_PORT: {
    fr: "Le port des pages et de l'API.",
    en: "The port of the pages and the API.",
  },
  MQTT_PORT: {
    fr: "Le port sur lequel le cloud reçoit les mesures des passerelles et des stations.",
    en: "The port on which the cloud receives the readings of gateways and stations.",
  },
  TLS_CERT_FILE: {
    fr: "Le fichier PEM du certificat, avec ceux des autorités intermédiaires. Avec `TLS_KEY_FILE`, les pages, l'API et MQTT sont aussi servis par TLS ; un fichier renouvelé est pris en compte en une minute, ou aussitôt après un signal `SIGHUP`.",
    en: "The PEM file of the certificate, with those of the authorities between it and the root. With `TLS_KEY_FILE`, pages, API and MQTT are served over TLS too; a renewed file is taken within a minute, or at once after a `SIGHUP` signal.",
  },
  TLS_KEY_FILE: {
    fr: "Le fichier PEM de la clé du certificat, sans mot de passe.",
    en: "The PEM file of the certificate's key, without a passphrase.",
  },
  HTTPS_PORT: {
    fr: "Le port des pages et de l'API par TLS ; il sert avec `TLS_CERT_FILE`.",
    en: "The port of the pages and the API over TLS; used with `TLS_CERT_FILE`.",
  },
  MQTTS_PORT: {
    fr: "Le port MQTT par TLS ; il sert avec `TLS_CERT_FILE`.",
    en: "The port of MQTT over TLS; used with `TLS_CERT_FILE`.",
  },
  CLEAR_HOST: {
    fr: "Avec `TLS_CERT_FILE`, l'adresse de `HTTP_PORT` et de `MQTT_PORT`, qui ne sont pas chiffrés ; `HOST` est celle des ports chiffrés.",
    en: "With `TLS_CERT_FILE`, the address of `HTTP_PORT` and `MQTT_PORT`, which are in clear; `HOST` is that of the encrypted ones.",
  },
  TRUSTED_PROXIES: {
    fr: "Les adresses des programmes placés devant le cloud dont on croit `X-Forwarded-For`, séparées par des virgules ; sans ce réglage, aucun.",
    en: "The addresses of programs in front of the cloud whose `X-Forwarded-For` is believed, with commas between; none when unset.",
  },
  OPERATIONS_PORT: {
    fr: "Le port des chiffres pour Prometheus et des pannes de la base, sur cette machine seulement ; fermé sans ce réglage.",
    en: "The port of the figures for Prometheus and the faults of the store, on this machine only; closed when unset.",
  },
  QUARANTINE_MB: {
    fr: "La place, en Mo, des messages mis de côté, de tous les expéditeurs.",
    en: "The room, in MB, for messages kept aside, of all senders.",
  },
  QUARANTINE_SENDER_MB: {
    fr: "La place, en Mo, des messages mis de côté d'un seul expéditeur.",
    en: "The room, in MB, for messages kept aside of one sender.",
  },
  QUARANTINE_DAYS: {
    fr: "Le nombre de jours après lesquels un message mis de côté est effacé.",
    en: "The number of days after which a message that was kept aside is removed.",
  },
  STORE_MEMORY_MB: {
    fr: "La mémoire, en Mo, que la base des mesures peut occuper ; sans ce réglage, un trente-deuxième de celle de la machine, de 128 à 512.",
    en: "The memory, in MB, that the store of readings may use; when unset, a 32nd of the machine's, from 128 to 512.",
  },
  STORE_THREADS: {
    fr: "Le nombre de cœurs sur lesquels une question à la base peut travailler ; sans ce réglage, la moitié de ceux de la machine.",
    en: "The number of cores on which one question to the store may work; when unset, half of the machine's.",
  },
  STORE_READERS: {
    fr: "Le nombre de questions auxquelles la base répond à la fois ; les autres attendent leur tour. Sans ce réglage, un cœur est laissé aux écritures.",
    en: "The number of questions that the store answers at a time; others wait their turn. When unset, one core is left to commits.",
  },
  STORE_READ_SECONDS: {
    fr: "La durée, en secondes, qu'une question à la base peut prendre, attente comprise.",
    en: "How long a question to the store may take, in seconds, the wait included.",
  },
  STORE_HOT_DAYS: {
    fr: "Une journée finie depuis tant de jours est scellée : ses mesures passent de la base dans des fichiers Parquet, dix fois plus petits, que tout le monde sait lire. Elles y sont gardées pour toujours, ou selon `STORE_VALUES_DAYS`.",
    en: "A day that has been over for so many days is sealed: its readings go from the store into Parquet files, a tenth of the size, which many programs can read. There they are kept for ever, or as `STORE_VALUES_DAYS` says.",
  },
  STORE_VALUES_DAYS: {
    fr: "Le nombre de jours (30 au moins) pendant lesquels chaque valeur mesurée est gardée ; ensuite, il ne reste que les sommes de chaque heure, dont se font les moyennes. Sans ce réglage, tout est gardé pour toujours. Voir `docs/how-to/limit-how-long-values-are-kept.md`.",
    en: "For how many days (30 at least) each value is kept; after that there are only the sums of each hour, of which means are made. When unset, all is kept for ever. See `docs/how-to/limit-how-long-values-are-kept.md`.",
  },
  STORE_HOUR_SUMS_DAYS: {
    fr: "Avec `STORE_VALUES_DAYS`, le nombre de jours pendant lesquels les sommes de chaque heure sont gardées ; ensuite, celles de chaque jour. Sans ce réglage, pour toujours.",
    en: "With `STORE_VALUES_DAYS`, for how many days the sums of each hour are kept; after that, those of each day. When unset, for ever.",
  },
  STORE_DAY_SUMS_DAYS: {
    fr: "Avec `STORE_HOUR_SUMS_DAYS`, le nombre de jours pendant lesquels les sommes de chaque jour sont gardées ; ensuite, plus rien. Sans ce réglage, pour toujours.",
    en: "With `STORE_HOUR_SUMS_DAYS`, for how many days the sums of each day are kept; after that, nothing. When unset, for ever.",
  },
  STORE_DAYS_ZONE: {
    fr: "Le fuseau dont les jours sont gardés comme sommes, en plus de ceux de l'heure universelle.",
    en: "The time zone whose days are kept as sums, besides those of UTC.",
  },
  INFLUX_URL: {
    fr: "Le serveur InfluxDB (1, 2 ou 3) qui garde les séries de mesures, `http://127.0.0.1:8086` ; sans ce réglage, elles sont dans `DATA_DIR`. Voir `docs/how-to/keep-series-in-influxdb.md`.",
    en: "The InfluxDB server (1, 2 or 3) that keeps the series of readings, `http://127.0.0.1:8086`; when unset, they are in `DATA_DIR`. See `docs/how-to/keep-series-in-influxdb.md`.",
  },
  INFLUX_DATABASE: {
    fr: "Avec `INFLUX_URL`, le seau (*bucket*) d'InfluxDB 2 et 3, ou la base d'InfluxDB 1, à la plateforme seule et sans durée de conservation.",
    en: "With `INFLUX_URL`, the bucket of InfluxDB 2 and 3, or the database of InfluxDB 1, the platform's alone and without a retention.",
  },
  INFLUX_ORG: {
    fr: "L'organisation d'InfluxDB 2.",
    en: "The organisation of InfluxDB 2.",
  },
  INFLUX_TOKEN: {
    fr: "Le jeton d'InfluxDB 2 et 3, qui lit et écrit dans `INFLUX_DATABASE`.",
    en: "The token of InfluxDB 2 and 3, which reads and writes in `INFLUX_DATABASE`.",
    secret: true,
  },
  INFLUX_USER: {
    fr: "Le compte d'InfluxDB 1, s'il en exige un.",
    en: "The user of InfluxDB 1, when it asks for one.",
  },
  INFLUX_PASSWORD: {
    fr: "Le mot de passe d'`INFLUX_USER`.",
    en: "The password of `INFLUX_USER`.",
    secret: true,
  },
  DATABASE_URL: {
    fr: "Le serveur PostgreSQL des fiches (personnes, lieux, tout ce qui n'est pas une mesure) : `postgres://compte:mot-de-passe@machine/base` ; sans ce réglage, le cloud en démarre un à lui dans `DATA_DIR` ; `none` : sans fiches.",
    en: "The PostgreSQL server of the records (people, places, all that is no measurement): `postgres://user:password@host/database`; when unset, the cloud starts one of its own in `DATA_DIR`; `none`: without records.",
    secret: true,
  },
  POSTGRES_BIN: {
    fr: "Le dossier des programmes de PostgreSQL ; sans ce réglage, ceux que npm a installés.",
    en: "The folder of PostgreSQL's programs; when unset, those that npm installed.",
  },
  MEDIA_MB: {
    fr: "La place, en Mo, des images et des documents de tous.",
    en: "The room, in MB, for the pictures and documents of all.",
  },
  SIGN_INS_PER_ADDRESS: {
    fr: "Essais d'entrer depuis une même adresse en dix minutes. Dans une médiathèque, tout le monde a la même.",
    en: "Attempts to sign in from one address in ten minutes. In a library everybody has the same.",
  },
  LINKS_PER_ADDRESS: {
    fr: "Liens demandés par courriel depuis une même adresse en une heure.",
    en: "Links by mail that are asked for from one address in an hour.",
  },
  SIGN_INS_PER_ACCOUNT: {
    fr: "Essais d'ouvrir un même compte en un quart d'heure, d'où qu'ils viennent.",
    en: "Attempts to open one account in a quarter of an hour, from wherever they come.",
  },
  LINKS_PER_ACCOUNT: {
    fr: "Courriels avec un lien vers une même boîte en une heure.",
    en: "Mails with a link to one mailbox in an hour.",
  },
  MAILS_PER_ACCOUNT: {
    fr: "Courriels qu'un même compte cause en une heure : invitations, changements d'adresse.",
    en: "Mails that one account causes in an hour: invitations, changes of address.",
  },
  MEDIA_PERSON_MB: {
    fr: "La place, en Mo, des images et des documents d'une seule personne ou organisation.",
    en: "The room, in MB, for the pictures and documents of one person or organisation.",
  },
  PUBLIC_URL: {
    fr: "L'adresse par laquelle on atteint la plateforme, début des liens dans les courriels : `https://mesures.exemple.org` ; en https, les cookies ne circulent que chiffrés. La page de la passerelle y renvoie pour déclarer une boîte, par un lien et un code QR, et les lignes à copier sur un autre site la contiennent.",
    en: "The address at which people reach the platform, the start of links in mails: `https://measures.example.org`; with https, cookies travel encrypted only. The gateway's page leads there to claim a box, by a link and a QR code, and the lines to copy into another site hold it.",
  },
  BASE_MAP: {
    fr: "Le fond de la carte : un fichier PMTiles de cette machine, l'adresse d'un tel fichier (lu par nous, les visiteurs n'y vont pas), ou des tuiles à une adresse comme `https://tuiles.exemple.org/{z}/{x}/{y}.png`, que les navigateurs des visiteurs demandent alors eux-mêmes à ce site. Sans ce réglage, les contours des communes, et rien d'ailleurs.",
    en: "What lies under the map: a PMTiles file of this machine, the address of one (read by us: visitors do not go there), or tiles at an address such as `https://tiles.example.org/{z}/{x}/{y}.png`, which visitors' browsers then ask of that site themselves. When unset, the outlines of communes, and nothing from elsewhere.",
  },
  BASE_MAP_ATTRIBUTION: {
    fr: "À qui est ce fond de carte, tel que sa licence le demande : `© les contributeurs d'OpenStreetMap`. Exigé avec des tuiles d'un autre site ; un fichier PMTiles le dit lui-même.",
    en: "Whose that map is, as its licence wants: `© OpenStreetMap contributors`. Demanded with tiles of another site; a PMTiles file says it itself.",
  },
  BASE_MAP_ATTRIBUTION_URL: {
    fr: "Où mène cette mention : `https://www.openstreetmap.org/copyright`.",
    en: "Where that leads: `https://www.openstreetmap.org/copyright`.",
  },
  SMTP_URL: {
    fr: "Le serveur de courrier : `smtp://compte:mot-de-passe@smtp.exemple.org:587` (STARTTLS exigé) ou `smtps://…:465` ; `?tls=none` pour un serveur sans chiffrement de votre réseau. Sans ce réglage, les courriels restent dans la boîte d'envoi, où un administrateur les lit.",
    en: "The mail server: `smtp://user:password@smtp.example.org:587` (STARTTLS demanded) or `smtps://…:465`; `?tls=none` for a server of your own network without encryption. When unset, mails stay in the outbox, where an administrator reads them.",
    secret: true,
  },
  MAIL_FROM: {
    fr: "L'expéditeur des courriels, exigé avec `SMTP_URL` : `Mesures <mesures@exemple.org>`.",
    en: "The sender of the mails, demanded with `SMTP_URL`: `Measures <measures@example.org>`.",
  },
  MAIL_REPLY_TO: {
    fr: "À qui vont les réponses aux courriels ; à l'expéditeur sans ce réglage.",
    en: "Who gets the answers to the mails; the sender when unset.",
  },
  SMS_WEBHOOK_URL: {
    fr: "L'adresse `https://` du programme qui envoie les SMS des alertes : voir `docs/how-to/send-sms.md`. Sans ce réglage, personne n'est prévenu par SMS.",
    en: "The `https://` address of the program that sends the SMS of alerts: see `docs/how-to/send-sms.md`. When unset, nobody is told by SMS.",
  },
  SMS_WEBHOOK_SECRET: {
    fr: "Le secret qui signe ce qui y est envoyé (Standard Webhooks), exigé avec `SMS_WEBHOOK_URL` : `whsec_` puis 24 à 64 octets en base64.",
    en: "The secret that signs what is posted there (Standard Webhooks), demanded with `SMS_WEBHOOK_URL`: `whsec_`, then 24 to 64 bytes as base64.",
    secret: true,
  },
  STATIONS_WITHOUT_SECRET: {
    fr: "D'où peuvent publier les stations et les passerelles sans secret : `machine`, de cette machine, et celles que le cloud connaissait avant que les appareils aient un secret ; `anywhere`, de partout ; `nowhere`, de nulle part (à choisir quand un programme de cette machine relaie des connexions du dehors). Jamais sous un nom que le secret d'un autre appareil prouve.",
    en: "From where stations and gateways without a secret may publish: `machine`, from this machine, and those that the cloud knew before devices had secrets; `anywhere`; `nowhere` (to choose where a program of this machine relays connections from outside). Never under a name that the secret of another device proves.",
  },
  CURRENT_SOFTWARE: {
    fr: "Les versions que les stations devraient avoir, par exemple `edge=0.2.0, gateway=0.2.1` : une station plus ancienne est signalée à qui s'en occupe. Sans ce réglage, celles de cette plateforme.",
    en: "The versions that stations should run, for example `edge=0.2.0, gateway=0.2.1`: an older one is told to whoever looks after it. Those of this platform when unset.",
  },
  COUNTRY: {
    fr: "Le pays dont les territoires et les adresses sont importés : `fr` ou `be`.",
    en: "The country whose territories and addresses are imported: `fr` or `be`.",
  },
  DEMO: {
    fr: "`auto` : un petit territoire inventé est là jusqu'à l'importation de listes officielles ; `npm start` sans capteur y fait vivre une douzaine de stations, que l'on ne voit plus dans les listes dès qu'une vraie station mesure. `off` : rien d'inventé ; c'est le choix d'un serveur.",
    en: "`auto`: a small invented territory is there until official lists are imported; `npm start` without a sensor lets a dozen stations live in it, which leave the lists once a real station measures. `off`: nothing invented, the choice for a server.",
  },
  OUTGOING_EXCEPTIONS: {
    fr: "Où le cloud peut envoyer des demandes hors de l'Internet public, séparés par des virgules : `nas.home:8443` (un nom ou une adresse et son port) ou `10.1.0.0/16` (une plage d'adresses).",
    en: "Where the cloud may send requests beside the public Internet, separated by commas: `nas.home:8443` (a name or an address and its port) or `10.1.0.0/16` (a range of addresses).",
  },
  FORECAST_SOURCES_FILE: {
    fr: "Le fichier JSON des sources dont le cloud va chercher les prévisions d'air et de pollens, avec leur licence ; sans ce réglage, il n'en demande à personne. Voir `docs/how-to/fetch-forecasts.md`.",
    en: "The JSON file of the sources whose forecasts of air and pollen the cloud fetches, with their licence; when unset, it asks nobody. See `docs/how-to/fetch-forecasts.md`.",
  },
  DASHBOARDS_URL: {
    fr: "Où le cloud va chercher les pages.",
    en: "Where the cloud fetches the pages.",
  },
  DASHBOARDS_PORT: {
    fr: "Le port du processus des pages ; le public passe par `HTTP_PORT`.",
    en: "The port of the pages' process; the public comes through `HTTP_PORT`.",
  },
  API_URL: {
    fr: "Où les pages trouvent l'API du cloud.",
    en: "Where the pages find the cloud's API.",
  },
  OPERATOR_FILE: {
    fr: "Le fichier où l'exploitant du service dit qui il est (mentions légales, téléphone d'aide…) ; sans ce réglage, `operator.json` dans `DATA_DIR`.",
    en: "The file in which the operator of the service says who it is (legal notice, telephone for help…); when unset, `operator.json` in `DATA_DIR`.",
  },
  GATEWAY_ID: {
    fr: "Le nom de la passerelle auprès du cloud : 2 à 64 minuscules, chiffres ou traits d'union ; sans ce réglage, tiré au sort au premier démarrage (`gateway-` et seize signes) et gardé dans `DATA_DIR`.",
    en: "The gateway's name at the cloud: 2 to 64 lower-case letters, digits or hyphens; when unset, drawn at the first start (`gateway-` and sixteen characters) and kept in `DATA_DIR`.",
  },
  GATEWAY_STATIONS: {
    fr: "Les stations que la passerelle relaie, séparées par des virgules : `balcon, station-0a1b2c3d4e5f6g7h` ; une autre est refusée, et garde ses mesures. Sans ce réglage, toute station de son réseau.",
    en: "The stations that the gateway relays, with commas between: `balcony, station-0a1b2c3d4e5f6g7h`; another one is refused, and keeps its readings. Any station of its network when unset.",
  },
  GATEWAY_PORT: {
    fr: "Le port de la page locale de la passerelle.",
    en: "The port of the gateway's local page.",
  },
  GATEWAY_MQTTS_PORT: {
    fr: "Le port sur lequel la passerelle reçoit aussi les stations par TLS, `8884` par exemple, avec un certificat qu'elle se fait elle-même et montre sur sa page (`/certificate.pem`) ; fermé sans ce réglage.",
    en: "The port on which the gateway receives stations over TLS too, `8884` say, with a certificate that it makes for itself and shows on its page (`/certificate.pem`); closed when unset.",
  },
  GATEWAY_MQTT_PORT: {
    fr: "Le port sur lequel la passerelle reçoit les mesures de ses stations.",
    en: "The port on which the gateway receives the readings of its stations.",
  },
  CLOUD_MQTT_URL: {
    fr: "Où la passerelle envoie les mesures : `mqtt://`, `mqtts://`, ou `wss://hôte:port/mqtt` depuis un réseau qui ne laisse passer que le Web.",
    en: "Where the gateway sends the readings: `mqtt://`, `mqtts://`, or `wss://host:port/mqtt` from a network that lets only the Web pass.",
  },
  CLOUD_CA_FILE: {
    fr: "Le fichier PEM de l'autorité du certificat du cloud, quand ce n'est pas une autorité connue de tous.",
    en: "The PEM file of the authority of the cloud's certificate, when it is none that everybody knows.",
  },
  UPLINK: {
    fr: "Comment la passerelle joint le cloud : `mqtt`, une connexion sans compteur ; `gprs`, une carte SIM payée à l'octet : un lot compact par heure, dans la limite de `GPRS_BYTES_A_MONTH` (avec `mqtt://` ou `mqtts://`) ; `lora`, un module LoRaWAN sur `LORA_PORT` : une trame par heure et par station. `mqtt,lora` ou `gprs,lora` : LoRa prend le relais quand la connexion est coupée depuis cinq minutes, et le détail part quand elle revient.",
    en: "How the gateway reaches the cloud: `mqtt`, a connection that is not counted; `gprs`, a SIM card that is paid by the byte: one compact batch an hour, within `GPRS_BYTES_A_MONTH` (with `mqtt://` or `mqtts://`); `lora`, a LoRaWAN modem at `LORA_PORT`: one frame an hour and station. `mqtt,lora` or `gprs,lora`: LoRa stands in when the connection has been down for five minutes, and the detail goes out when it is back.",
  },
  GPRS_BYTES_A_MONTH: {
    fr: "Avec `UPLINK=gprs`, les octets qu'un mois (UTC) peut coûter, dans les deux sens, chiffrement et en-têtes compris. Ce qui n'y tient pas attend, ou est éclairci et compté.",
    en: "With `UPLINK=gprs`, the bytes that a month (UTC) may cost, both ways, with encryption and headers. What does not fit waits, or is thinned and counted.",
  },
  LORA_PORT: {
    fr: "Le port série du module LoRaWAN (RN2483, 57 600 bauds), par exemple `/dev/serial/by-id/…`.",
    en: "The serial port of the LoRaWAN modem (RN2483, 57 600 baud), for example `/dev/serial/by-id/…`.",
  },
  LORA_APP_KEY: {
    fr: "La clé de l'appareil chez l'opérateur du réseau LoRaWAN (AppKey), 32 chiffres hexadécimaux.",
    en: "The device's key at the operator of the LoRaWAN network (AppKey), 32 hexadecimal digits.",
  },
  LORA_JOIN_EUI: {
    fr: "Le JoinEUI (AppEUI) de l'appareil, 16 chiffres hexadécimaux.",
    en: "The device's JoinEUI (AppEUI), 16 hexadecimal digits.",
  },
  LORA_DEV_EUI: {
    fr: "Le DevEUI de l'appareil, 16 chiffres hexadécimaux ; sans ce réglage, celui du module.",
    en: "The device's DevEUI, 16 hexadecimal digits; the modem's own when unset.",
  },
  LORA_SPREADING_FACTOR: {
    fr: "Le facteur d'étalement LoRa, de 7 (rapide) à 12 (loin) : une trame de 51 octets prend 0,1 s à 7, 0,4 s à 9 et 2,8 s à 12.",
    en: "LoRa's spreading factor, from 7 (quick) to 12 (far): a frame of 51 bytes takes 0.1 s at 7, 0.4 s at 9 and 2.8 s at 12.",
  },
  LORA_NETWORK: {
    fr: "`ttn` : 30 secondes d'antenne par jour, comme le demande The Things Network ; `own` : un réseau à vous, avec pour seule limite le 1 % de la loi.",
    en: "`ttn`: 30 seconds of airtime a day, as The Things Network asks; `own`: a network of your own, with the law's 1 % as the only limit.",
  },
  OUTBOX_DAYS: {
    fr: "Combien de jours une mesure attend le cloud dans la passerelle avec tout son détail ; au-delà, il en reste une moyenne par heure.",
    en: "For how many days a reading waits for the cloud at the gateway with all its detail; after that, a mean an hour is left of it.",
  },
  OUTBOX_BYTES: {
    fr: "La place que peuvent prendre les mesures en attente, en octets. Quand elle est atteinte, les plus anciennes sont remplacées par des moyennes par heure, et retirées seulement ensuite ; tout est compté.",
    en: "The space that the waiting readings may take, in bytes. When it is reached, the oldest are replaced by hourly means, and removed only after that; all of it is counted.",
  },
  BRIDGE_MQTT_URL: {
    fr: "Le serveur MQTT d'un réseau LoRaWAN (The Things Stack v3, par exemple `mqtts://eu1.cloud.thethings.network:8883`, ou ChirpStack v4) : ses trames deviennent les relevés de stations nommées `lora-` et l'EUI de l'appareil. Sans ce réglage, aucun.",
    en: "The MQTT server of a LoRaWAN network (The Things Stack v3, for example `mqtts://eu1.cloud.thethings.network:8883`, or ChirpStack v4): its frames become readings of stations called `lora-` and the device's EUI. None when unset.",
  },
  BRIDGE_MQTT_USER: {
    fr: "L'utilisateur de ce serveur, par exemple `mon-application@ttn`.",
    en: "The user at that server, for example `my-application@ttn`.",
  },
  BRIDGE_MQTT_PASSWORD: {
    fr: "Son mot de passe : chez The Things Stack, une clé d'API qui lit le trafic de l'application.",
    en: "Its password: at The Things Stack, an API key that reads the application's traffic.",
  },
  NODE_RED: {
    fr: "`on` : Node-RED tourne à côté de la passerelle, avec les flux de la maison ; il faut l'installer d'abord (docs/how-to/automate-with-node-red.fr.md).",
    en: "`on`: Node-RED runs beside the gateway, with the flows of the house; it has to be installed first (docs/how-to/automate-with-node-red.md).",
  },
  NODE_RED_DIR: {
    fr: "Le dossier où Node-RED a été installé par `npm install --prefix` ; sans ce réglage, `node-red` dans `DATA_DIR`.",
    en: "The folder into which `npm install --prefix` put Node-RED; `node-red` in `DATA_DIR` when unset.",
  },
  NODE_RED_EDITOR: {
    fr: "`on` : ouvre l'éditeur de Node-RED sur `NODE_RED_PORT`, pour les comptes créés par `dcz node-red user` ; fermé sinon, avec son administration.",
    en: "`on`: opens Node-RED's editor on `NODE_RED_PORT`, for the users that `dcz node-red user` made; closed otherwise, with its administration.",
  },
  NODE_RED_PORT: {
    fr: "Le port de l'éditeur de Node-RED, à l'adresse `HOST`.",
    en: "The port of Node-RED's editor, at the address `HOST`.",
  },
  NODE_RED_MEMORY_MB: {
    fr: "La mémoire que les flux peuvent prendre, en Mo ; au-delà, Node-RED est redémarré.",
    en: "The memory that flows may take, in MB; beyond, Node-RED is started anew.",
  },
  ESPHOME_STATIONS: {
    fr: "Les nœuds ESPHome de la maison dont les mesures sont prises, par leur nom et séparés par des virgules : chacun devient une station de ce nom. Vide : aucun, ce qu'ils publient reste dans la maison.",
    en: "The ESPHome nodes of the house whose values are taken, by their names and with commas between: each becomes a station of that name. Unset: none, what they publish stays in the house.",
  },
  HOME_ASSISTANT: {
    fr: "`on` : les stations apparaissent d'elles-mêmes dans Home Assistant (découverte MQTT), qui se connecte au port `GATEWAY_MQTT_PORT` de la passerelle.",
    en: "`on`: the stations appear in Home Assistant by themselves (MQTT discovery), which connects to the gateway's port `GATEWAY_MQTT_PORT`.",
  },
  HOME_ASSISTANT_MQTT_URL: {
    fr: "Le serveur MQTT de Home Assistant, par exemple `mqtt://homeassistant.local:1883`, quand ce n'est pas celui de la passerelle : les stations y sont annoncées, avec `HOME_ASSISTANT=on`.",
    en: "Home Assistant's MQTT broker, for example `mqtt://homeassistant.local:1883`, when it is not the gateway's: the stations are announced there, with `HOME_ASSISTANT=on`.",
  },
  HOME_ASSISTANT_MQTT_USER: {
    fr: "L'utilisateur de ce serveur.",
    en: "The user at that broker.",
  },
  HOME_ASSISTANT_MQTT_PASSWORD: {
    fr: "Son mot de passe.",
    en: "Its password.",
  },
  GATEWAY_MQTT_URL: {
    fr: "Où la station envoie ses mesures : une passerelle, ou directement un cloud.",
    en: "Where the station sends its readings: a gateway, or a cloud directly.",
  },
  GATEWAY_CA_FILE: {
    fr: "Avec `mqtts://` : le fichier PEM du certificat par lequel la station reconnaît sa passerelle (`/certificate.pem` sur la page de celle-ci) ; sans ce réglage, les autorités du système.",
    en: "With `mqtts://`: the PEM file of the certificate by which the station knows its gateway (`/certificate.pem` on the gateway's page); the system's authorities when unset.",
  },
  STATION_ID: {
    fr: "Le nom de la station : 2 à 64 minuscules, chiffres ou traits d'union ; sans ce réglage, tiré au sort au premier démarrage (`station-` et seize signes) et gardé dans `DATA_DIR`. `npm start` la nomme `workshop`.",
    en: "The station's name: 2 to 64 lower-case letters, digits or hyphens; when unset, drawn at the first start (`station-` and sixteen characters) and kept in `DATA_DIR`. `npm start` names it `workshop`.",
  },
  KIT: {
    fr: "Le kit dont la station est faite.",
    en: "The kit of which the station is made.",
  },
  SENSORS: {
    fr: "Les capteurs, séparés par des virgules : `auto` (ce qui est branché en USB), `modèle@auto`, `auto@port`, `modèle@port`, `fichier.json@port`, `modèle@/dev/i2c-1`, `modèle@alsa:appareil` (un microphone), `modèle@firmata:port` ou `modèle@firmata:port:A0` (une carte Arduino avec StandardFirmata), `modèle@replay` (un enregistrement) ou, pour une station airRohr ou AirGradient du réseau, `modèle@http://adresse`.",
    en: "The sensors, separated by commas: `auto` (what is plugged in by USB), `model@auto`, `auto@port`, `model@port`, `file.json@port`, `model@/dev/i2c-1`, `model@alsa:device` (a microphone), `model@firmata:port` or `model@firmata:port:A0` (an Arduino board with StandardFirmata), `model@replay` (a recording) or, for an airRohr or AirGradient station of the network, `model@http://address`.",
  },
  MICROPHONE_RATE: {
    fr: "Combien de fois par seconde le son d'un microphone est échantillonné : `48000` ou `44100`.",
    en: "How often a second the sound of a microphone is sampled: `48000` or `44100`.",
  },
  MICROPHONE_TIME_WEIGHTING: {
    fr: "La pondération temporelle de LAmax et de LAmin : `fast` (0,125 s) ou `slow` (1 s).",
    en: "The time weighting of LAmax and LAmin: `fast` (0.125 s) or `slow` (1 s).",
  },
  MICROPHONE_OFFSET: {
    fr: "Ce qu'un calibreur a montré qu'il manque, en décibels, de -30 à 30 ; ajouté à chaque niveau du microphone.",
    en: "What a calibrator has shown to be missing, in decibels from -30 to 30; added to each level of the microphone.",
  },
  CO2_SELF_CALIBRATION: {
    fr: "`on` : les capteurs de CO₂ prennent la plus basse valeur de quelques jours pour de l'air frais, ce qui demande d'aérer souvent ; `off` : ils ne s'étalonnent pas eux-mêmes (serre, étable, pièce jamais vide). Dit à chacun à son démarrage ; sans ce réglage, chacun reste comme il est.",
    en: "`on`: CO₂ sensors take the lowest value of some days for fresh air, which needs airing often; `off`: they do not calibrate themselves (greenhouse, stable, a room that is never empty). Told to each at its start; when unset, each stays as it is.",
  },
  SAMPLE_EVERY: {
    fr: "La durée qu'une mesure résume (ISO 8601), de `PT0.1S` à `P1D`.",
    en: "The length of time that a reading sums up (ISO 8601), from `PT0.1S` to `P1D`.",
  },
  REPLAY_FACTOR: {
    fr: "Combien de fois plus vite un enregistrement est rejoué : de 0,1 à 1000.",
    en: "How many times faster a recording is replayed: from 0.1 to 1000.",
  },
  BACKFILL: {
    fr: "La durée passée à remplir d'enregistrements (ISO 8601, un an au plus) ; seulement si tous les capteurs sont rejoués.",
    en: "The past to be filled from recordings (ISO 8601, a year at most); only when all sensors are replayed.",
  },
  LOG_LEVEL: {
    fr: "Ce que le journal garde : `trace`, `debug`, `info`, `warn`, `error`, `fatal` ou `silent`.",
    en: "What the log keeps: `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.",
  },
};

export interface Variable extends About {
  readonly name: string;
  /** The processes that read it. */
  readonly processes: readonly Name[];
  /** As a person would write it; undefined when there is none. */
  readonly preset: string | undefined;
}

/** The preset that a schema declares, wherever in it that stands. */
const presetOf = (schema: z.core.$ZodType): string | undefined => {
  if (schema instanceof z.ZodDefault) return String(schema.def.defaultValue);
  if (schema instanceof z.ZodPipe) return presetOf(schema.def.in);
  if (schema instanceof z.ZodOptional) return presetOf(schema.def.innerType);
  return undefined;
};

/** Every variable that some process reads, in the order of the processes. */
export const variables: readonly Variable[] = [
  ...new Set(names.flatMap((process) => Object.keys(schemas[process].shape))),
].map((name) => {
  const processes = names.filter((process) => name in schemas[process].shape);
  const preset = processes
    .map(
      (process): z.core.$ZodType | undefined =>
        Object.entries(schemas[process].shape).find(([key]) => key === name)?.[1],
    )
    .map((schema) => (schema === undefined ? undefined : presetOf(schema)))
    .find((one) => one !== undefined);
  return { name, processes, preset, ...abouts[name as VariableName] };
});
