import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { buildAuthOptions } from "@/server/app/auth";

/** The options are made per request: at build time there are no secrets yet, and the callbacks must know who asks. */
const handler = (req: NextRequest, ctx: { params: Promise<{ nextauth: string[] }> }) =>
  NextAuth(
    req,
    ctx,
    buildAuthOptions({
      cookie: req.headers.get("cookie") ?? undefined,
      userAgent: req.headers.get("user-agent") ?? "",
      locale: req.headers.get("x-locale"),
    }),
  );

export { handler as GET, handler as POST };
