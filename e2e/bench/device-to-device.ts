import type { Socket } from "node:net";
import { buildQueryPath, createCartAdder } from "./cart-adder";
import { closeSockets, measureDelivery, streamsWanted, type WriterReader, writesPerSecond } from "./delivery";
import { openStream } from "./http-connection";
import { round } from "./measure";
import type { BenchServer } from "./server";
import { syncFloor } from "./sync-floor";

/** A change on one device until it stands on the other, beside 500 open streams; the floor is measured just before. */
export async function deviceToDevice(shop: BenchServer) {
  const [floor] = await syncFloor();
  const variants = await shop.variants(90);
  const guests = await shop.guests(streamsWanted / 2, 2);
  const sockets: Socket[] = [];
  const pairs: WriterReader[] = [];
  const path = buildQueryPath("sync.stream", { surface: "shop" });
  for (const guest of guests) {
    const listeners: ((text: string) => void)[] = [];
    const [first = "", second = ""] = guest.cookies;
    sockets.push(await openStream(shop.port, path, first));
    sockets.push(await openStream(shop.port, path, second, (text) => listeners.forEach((hear) => void hear(text))));
    let device: ReturnType<typeof createCartAdder> | undefined;
    pairs.push({
      heard: (listener) => listeners.push(listener),
      write() {
        device ??= createCartAdder(shop.port, { ...guest, cookie: first }, variants);
        return device.add();
      },
    });
  }
  const figures = await measureDelivery(pairs);
  closeSockets(sockets);
  const ratio = round(figures.p50_ms / (floor?.p50_ms ?? Number.NaN));
  return [
    floor,
    {
      metric: "sync.device_to_device",
      streams: streamsWanted,
      writes_per_s: writesPerSecond,
      ...figures,
      ratio_to_floor: ratio,
    },
  ];
}
