"use client";
import { useEffect } from "react";

/** Registers the worker, in production only: in development it would keep serving yesterday's code. */
export function ServiceWorker() {
  useEffect(() => {
    if (process.env.NODE_ENV !== "production") return;
    navigator.serviceWorker?.register("/serwist/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => {});
  }, []);
  return null;
}
