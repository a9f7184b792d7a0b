import type { IncomingMessage, ServerResponse } from "node:http";
import { limitBodyTime, refuseMalformed } from "@/server/app/request-checks";
import { findReceiptOrder } from "@/server/orders/receipt/queries";
import type { OrderRow } from "@/server/orders/schema";
import { type WebhookGuards, webhookGuards } from "@/server/payments/webhook/router";
import type { Actor, Ctx, Surface } from "@/server/platform/context";
import { setApiHeaders, setCommonHeaders, setPageHeaders } from "@/server/platform/http/headers";
import { listVisibleScopes, type VisibleScope } from "@/server/sync/pull";
import { isCrossSite, isForeignStream } from "@/server/trpc/origin";
import { getClientAddress, resolveActor } from "./context";
import { createLimits, type Limits } from "./limits";
import { type AppRouter, appRouter } from "./router";

/**
 * The guards between a request and the procedures. The production ones are below; an attack test runs the same server
 * without one of them (e2e/security), so none can be switched off by a setting.
 */
export type Guards = {
  /** Whether another site makes a browser send this request. */
  crossSite: (req: IncomingMessage) => boolean;
  /** Whether another site opens a stream. */
  foreignStream: (req: IncomingMessage) => boolean;
  /** The scopes that a stream shows. */
  visibleScopes: (actor: Actor, requested: string[]) => Promise<VisibleScope[]>;
  /** Maximum number of procedures in one request, and of bytes in its body. */
  maxBatch: number;
  maxBodySize: number;
  /** The address that limits count. */
  addressOf: (req: IncomingMessage) => string;
  limits: Limits;
  /** The actor by the cookies of one surface. */
  actorOf: (cookieHeader: string | undefined, surface: Surface) => Promise<Actor>;
  /** Headers of every response, of the API, and of pages. */
  apiHeaders: (res: ServerResponse) => void;
  commonHeaders: (res: ServerResponse) => void;
  pageHeaders: (req: IncomingMessage, res: ServerResponse, path: string) => void;
  router: AppRouter;
  /** Responds to a URL or a method that cannot be valid; true when it did. */
  refuseMalformed: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** Disconnects a sender whose body is not complete in time. */
  limitBodyTime: (req: IncomingMessage, res: ServerResponse) => void;
  /** What the payment provider must prove. */
  webhook: WebhookGuards;
  /** The order whose receipt the requester may have, also by a link's signature; null when there is none. */
  receiptFor: (ctx: Ctx, orderId: string, signature: string | null) => Promise<OrderRow | null>;
};

export const guards: Guards = {
  crossSite: isCrossSite,
  foreignStream: isForeignStream,
  visibleScopes: listVisibleScopes,
  maxBatch: 10,
  maxBodySize: 64 * 1024,
  addressOf: getClientAddress,
  limits: createLimits(),
  actorOf: resolveActor,
  apiHeaders: setApiHeaders,
  commonHeaders: setCommonHeaders,
  pageHeaders: setPageHeaders,
  router: appRouter,
  refuseMalformed,
  limitBodyTime,
  webhook: webhookGuards,
  receiptFor: findReceiptOrder,
};
