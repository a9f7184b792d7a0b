"use client";
import { useEffect, useSyncExternalStore } from "react";

type Position = { latitude: number; longitude: number };
type GeolocationState = { here: Position | null; refused: boolean };

let state: GeolocationState = { here: null, refused: false };
const initialState: GeolocationState = state;
const listeners = new Set<() => void>();
let isAsked = false;

function setState(next: GeolocationState) {
  state = next;
  for (const listener of listeners) listener();
}

function locate() {
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => setState({ here: { latitude: coords.latitude, longitude: coords.longitude }, refused: false }),
    () => setState({ here: null, refused: true }),
    { maximumAge: 600_000, timeout: 10_000 },
  );
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** The shopper's position: kept in this tab only, read without a prompt only where it was allowed before. */
export function useGeolocation(): GeolocationState & { locate: () => void } {
  const current = useSyncExternalStore(
    subscribe,
    () => state,
    () => initialState,
  );
  useEffect(() => {
    if (isAsked) return;
    isAsked = true;
    navigator.permissions
      ?.query({ name: "geolocation" })
      .then((p) => p.state === "granted" && locate())
      .catch(() => {});
  }, []);
  return { ...current, locate };
}
