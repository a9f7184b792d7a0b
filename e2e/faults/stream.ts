import { get } from "node:http";

/** A browser's live stream that comes back by its cursor; `text` is all that it heard. */
export function openStream(url: () => string, cookie: string) {
  const state = { text: "", opened: 0, ended: false, lastId: "" };
  let current: ReturnType<typeof get> | undefined;
  const open = () => {
    if (state.ended) return;
    const reopen = () => void setTimeout(open, 500);
    const headers = {
      cookie,
      "sec-fetch-site": "same-origin",
      ...(state.lastId ? { "last-event-id": state.lastId } : {}),
    };
    current = get(`${url()}/api/trpc/sync.stream`, { headers }, (res) => {
      if (res.statusCode !== 200) {
        res.resume();
        return reopen();
      }
      state.opened++;
      res.setEncoding("utf8");
      res.on("data", (chunk: string) => {
        state.text += chunk;
        state.lastId = /^id: (.*)$/gm.exec(chunk.split("\n\n").reverse().join("\n\n"))?.[1] ?? state.lastId;
      });
      res.on("close", reopen);
      res.on("error", () => {});
    });
    current.on("error", reopen);
  };
  open();
  return {
    state,
    close() {
      state.ended = true;
      current?.destroy();
    },
  };
}
