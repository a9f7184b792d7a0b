"use client";
import { useEffect, useSyncExternalStore } from "react";

type Here = { latitude: number; longitude: number };
type State = { here: Here | null; refused: boolean };

let state: State = { here: null, refused: false };
const unknown: State = state;
const listeners = new Set<() => void>();
let asked = false;

function set(next: State) {
  state = next;
  for (const listener of listeners) listener();
}

function locate() {
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => set({ here: { latitude: coords.latitude, longitude: coords.longitude }, refused: false }),
    () => set({ here: null, refused: true }),
    { maximumAge: 600_000, timeout: 10_000 },
  );
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Where the shopper is: kept in this tab only, asked without a question only where it was allowed before. */
export function useHere(): State & { locate: () => void } {
  const current = useSyncExternalStore(
    subscribe,
    () => state,
    () => unknown,
  );
  useEffect(() => {
    if (asked) return;
    asked = true;
    navigator.permissions
      ?.query({ name: "geolocation" })
      .then((p) => p.state === "granted" && locate())
      .catch(() => {});
  }, []);
  return { ...current, locate };
}
