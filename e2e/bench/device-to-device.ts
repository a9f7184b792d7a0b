import type { Socket } from "node:net";
import { buildQueryPath, createCartAdder } from "./cart-adder";
import { closeSockets, measureDelivery, streamsWanted, type WriterReader, writesPerSecond } from "./delivery";
import { openStream } from "./http-connection";
import { round } from "./measure";
import type { BenchServer } from "./server";
import { syncFloor } from "./sync-floor";

type Delivery = { writePort: number; readPort: number } & Parameters<typeof measureDelivery>[1];

/** Times changes from one device to the other, beside 500 open streams; the two may be served by different processes. */
export async function measureDevices(shop: BenchServer, { writePort, readPort, ...how }: Delivery) {
  const variants = await shop.variants(90);
  const guests = await shop.guests(streamsWanted / 2, 2);
  const sockets: Socket[] = [];
  const pairs: WriterReader[] = [];
  const path = buildQueryPath("sync.stream", { surface: "shop" });
  for (const guest of guests) {
    const listeners: ((text: string) => void)[] = [];
    const [first = "", second = ""] = guest.cookies;
    sockets.push(await openStream(writePort, path, first));
    sockets.push(await openStream(readPort, path, second, (text) => listeners.forEach((hear) => void hear(text))));
    let device: ReturnType<typeof createCartAdder> | undefined;
    pairs.push({
      heard: (listener) => listeners.push(listener),
      write() {
        device ??= createCartAdder(writePort, { ...guest, cookie: first }, variants);
        return device.add();
      },
    });
  }
  const figures = await measureDelivery(pairs, how);
  closeSockets(sockets);
  return figures;
}

/** A change on one device until it stands on the other; the floor is measured just before. */
export async function deviceToDevice(shop: BenchServer) {
  const [floor] = await syncFloor();
  const figures = await measureDevices(shop, { writePort: shop.port, readPort: shop.port });
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
