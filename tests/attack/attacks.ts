import type { Attack } from "./attack.ts";
import { hostileAlerts } from "./attacks/alerts.ts";
import { backlog, everySecond, quarantineFlood, unreadAnswers } from "./attacks/bulk.ts";
import { claimCodes } from "./attacks/claims.ts";
import {
  csvFormulas,
  inheritedNames,
  logInjection,
  nestedDocuments,
  oddNumbers,
  oddText,
} from "./attacks/content.ts";
import { largeStatuses, statusFlood } from "./attacks/documents.ts";
import { everyPage } from "./attacks/every-page.ts";
import { everyRoute } from "./attacks/every-route.ts";
import {
  headersAndSizes,
  hopByHop,
  operatorsDoors,
  slowRequests,
  unreadStreams,
} from "./attacks/front-door.ts";
import { gatewayPages } from "./attacks/gateway-pages.ts";
import {
  qos2AtCloud,
  qos2AtGateway,
  silentConnections,
  tinyPackets,
  unfinishedAtCloud,
  unfinishedAtGateway,
  willLoop,
  wrongAcknowledgements,
} from "./attacks/half-done.ts";
import { mapAndCharts } from "./attacks/map-and-charts.ts";
import { hostileMedia } from "./attacks/media.ts";
import { homePages, manyStations, namesFlood, stationNamesFlood } from "./attacks/names.ts";
import {
  duplicateClientIds,
  hostilePackets,
  ipv6,
  resemblingTopics,
  sameNameOtherContent,
} from "./attacks/names-and-topics.ts";
import { pipelinedRequests } from "./attacks/pipelined.ts";
import { hostilePlaces } from "./attacks/places.ts";
import { hostileReadings } from "./attacks/readings.ts";
import { scatteredMonth } from "./attacks/scattered.ts";
import {
  forgottenSessions,
  refusedFilter,
  retainedFlood,
  systemTopics,
  unreadReceipts,
  unreadSubscriber,
} from "./attacks/subscribers.ts";
import { webSocketFrames } from "./attacks/web-socket.ts";
import { workshopOrders } from "./attacks/workshops.ts";

/** Every attack, in the order in which they are played. */
export const attacks: readonly Attack[] = [
  largeStatuses,
  statusFlood,
  namesFlood,
  stationNamesFlood,
  manyStations,
  homePages,
  unreadSubscriber,
  unreadReceipts,
  retainedFlood,
  forgottenSessions,
  qos2AtGateway,
  qos2AtCloud,
  unfinishedAtGateway,
  unfinishedAtCloud,
  webSocketFrames,
  silentConnections,
  gatewayPages,
  willLoop,
  quarantineFlood,
  backlog,
  scatteredMonth,
  everySecond,
  unreadAnswers,
  unreadStreams,
  refusedFilter,
  wrongAcknowledgements,
  tinyPackets,
  systemTopics,
  operatorsDoors,
  hopByHop,
  headersAndSizes,
  slowRequests,
  pipelinedRequests,
  hostileReadings,
  sameNameOtherContent,
  resemblingTopics,
  duplicateClientIds,
  hostilePackets,
  nestedDocuments,
  oddNumbers,
  inheritedNames,
  oddText,
  logInjection,
  csvFormulas,
  hostilePlaces,
  hostileMedia,
  hostileAlerts,
  everyRoute,
  everyPage,
  mapAndCharts,
  // Afterwards, for an hour, the code of a box is not enough to claim it.
  claimCodes,
  // It leaves no room for more boxes.
  workshopOrders,
  ipv6,
];
