import type { Socket } from "node:net";
import { closeAll, deliver, type Pair, streamsWanted, writesPerSecond } from "./delivery";
import { round } from "./measure";
import type { Shop } from "./server";
import { adder, query } from "./cart-adder";
import { syncFloor } from "./sync-floor";
import { openStream } from "./http-connection";

/** A change on one device until it stands on the other, beside 500 open streams; the floor is measured just before. */
export async function deviceToDevice(shop: Shop) {
  const [floor] = await syncFloor();
  const variants = await shop.variants(90);
  const guests = await shop.guests(streamsWanted / 2, 2);
  const sockets: Socket[] = [];
  const pairs: Pair[] = [];
  const path = query("sync.stream", { surface: "shop" });
  for (const guest of guests) {
    const listeners: ((text: string) => void)[] = [];
    const [first = "", second = ""] = guest.cookies;
    sockets.push(await openStream(shop.port, path, first));
    sockets.push(await openStream(shop.port, path, second, (text) => listeners.forEach((hear) => void hear(text))));
    let device: ReturnType<typeof adder> | undefined;
    pairs.push({
      heard: (listener) => listeners.push(listener),
      write() {
        device ??= adder(shop.port, { ...guest, cookie: first }, variants);
        return device.add();
      },
    });
  }
  const figures = await deliver(pairs);
  closeAll(sockets);
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
