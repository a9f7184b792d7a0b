import type { MetadataRoute } from "next";
import { alternates } from "@/components/catalogue/metadata";
import { paths } from "@/components/catalogue/paths";
import { routing } from "@/components/i18n/routing";
import { api, categoriesForShell, siteOrigin } from "@/server/app/rsc";

export const dynamic = "force-dynamic";
/** Addresses are told with the shop's own name; without one there is nothing to tell. */
export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const origin = siteOrigin()?.replace(/\/$/, "");
  if (!origin) return [];
  const [categories, handles] = await Promise.all([categoriesForShell(), api().catalogue.handles()]);
  const slugs = categories.flatMap((c) => [c.slug, ...c.children.map((child) => child.slug)]);
  const all = [paths.home, paths.newIn, paths.stores, ...slugs.map(paths.category), ...handles.map(paths.product)];
  return all
    .flatMap((path) =>
      routing.locales.map((locale) => {
        const { canonical, languages } = alternates(locale, path);
        const absolute = Object.fromEntries(Object.entries(languages).map(([l, at]) => [l, `${origin}${at}`]));
        return { url: `${origin}${canonical}`, alternates: { languages: absolute } };
      }),
    )
    .slice(0, 50_000);
}
