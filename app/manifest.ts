import type { MetadataRoute } from "next";

/** The installed app. Its start page is chosen by the language last used (see next.config and the service worker). */
export default function manifest(): MetadataRoute.Manifest {
  const icon = { sizes: "512x512", type: "image/png" } as const;
  return {
    id: "/",
    scope: "/",
    start_url: "/?app",
    name: "Selvedge",
    short_name: "Selvedge",
    description: "One bag, on every device and in the store",
    display: "standalone",
    background_color: "#f6f2ea",
    theme_color: "#f6f2ea",
    categories: ["shopping"],
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", ...icon },
      { src: "/icons/maskable-512.png", ...icon, purpose: "maskable" },
    ],
    shortcuts: [
      { name: "Bag", url: "/en/cart", icons: [{ src: "/icons/icon-192.png", sizes: "192x192" }] },
      { name: "Favourites", url: "/en/favourites", icons: [{ src: "/icons/icon-192.png", sizes: "192x192" }] },
    ],
  };
}
