import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/server/identity/provider";

/** The options are read per request: at build time there are no secrets yet. */
const handler = (req: NextRequest, ctx: { params: Promise<{ nextauth: string[] }> }) =>
  NextAuth(req, ctx, authOptions());

export { handler as GET, handler as POST };
