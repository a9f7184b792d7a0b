"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { type Detector, loadDetector } from "./barcode-detector";

const scanIntervalMs = 150;
/** The same code held in front of the camera counts once in this time. */
const repeatMs = 2_000;

/** A button that opens the camera and reports each code it sees. */
export function CameraScanner({ onCode }: { onCode: (code: string) => void }) {
  const t = useTranslations("store.scan");
  const [open, setOpen] = useState(false);
  const [trouble, setTrouble] = useState<"refused" | "none" | null>(null);
  const onFailure = (why: "refused" | "none") => {
    setTrouble(why);
    setOpen(false);
  };
  return (
    <div className="grid gap-2">
      {open ? <Camera onCode={onCode} onTrouble={onFailure} /> : null}
      <Button
        size="tablet"
        variant="outline"
        block
        onClick={() => {
          setTrouble(null);
          setOpen(!open);
        }}
      >
        <Icon name="scan" />
        {open ? t("stop") : t("camera")}
      </Button>
      <p role="status" className="min-h-6 text-soft">
        {trouble ? t(trouble) : open ? t("hint") : ""}
      </p>
    </div>
  );
}

function Camera({ onCode, onTrouble }: { onCode: (code: string) => void; onTrouble: (w: "refused" | "none") => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef({ onCode, onTrouble });
  useEffect(() => {
    latest.current = { onCode, onTrouble };
  });
  useEffect(() => {
    const stop = new AbortController();
    void startScanning(video.current, stop.signal, (code) => latest.current.onCode(code)).catch((e: unknown) => {
      const refused = e instanceof DOMException && e.name === "NotAllowedError";
      if (!stop.signal.aborted) latest.current.onTrouble(refused ? "refused" : "none");
    });
    return () => stop.abort();
  }, []);
  return <video ref={video} muted playsInline className="aspect-4/3 w-full rounded bg-wash object-cover" />;
}

async function startScanning(
  video: HTMLVideoElement | null,
  stop: AbortSignal,
  onCode: (code: string) => void,
): Promise<void> {
  if (!video) return;
  if (!navigator.mediaDevices) throw new Error("no camera");
  const [stream, detector] = await Promise.all([
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }),
    loadDetector(),
  ]);
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (stop.aborted) return end();
  stop.addEventListener("abort", end);
  video.srcObject = stream;
  await video.play();
  scanFrames(video, detector, stop, onCode);
}

function scanFrames(
  video: HTMLVideoElement,
  detector: Detector,
  stop: AbortSignal,
  onCode: (code: string) => void,
): void {
  const seen = new Map<string, number>();
  const scanOnce = async () => {
    const found = await detector.detect(video).catch(() => []);
    if (stop.aborted) return;
    for (const { rawValue } of found) {
      const before = seen.get(rawValue) ?? Number.NEGATIVE_INFINITY;
      seen.set(rawValue, performance.now());
      if (performance.now() - before > repeatMs) onCode(rawValue);
    }
    setTimeout(() => void scanOnce(), scanIntervalMs);
  };
  void scanOnce();
}
