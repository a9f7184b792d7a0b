import type { MetadataRoute } from "next";
import { buildAlternates } from "@/components/catalogue/metadata";
import { paths } from "@/components/catalogue/paths";
import { routing } from "@/components/i18n/routing";
import { api, getSiteOrigin, loadShellCategories } from "@/server/app/rsc";

export const dynamic = "force-dynamic";
/** Addresses are told with the shop's own name; without one there is nothing to tell. */
export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const origin = getSiteOrigin()?.replace(/\/$/, "");
  if (!origin) return [];
  const [categories, handles] = await Promise.all([loadShellCategories(), api().catalogue.listHandles()]);
  const slugs = categories.flatMap((c) => [c.slug, ...c.children.map((child) => child.slug)]);
  const all = [paths.home, paths.newIn, paths.stores, ...slugs.map(paths.category), ...handles.map(paths.product)];
  return all
    .flatMap((path) =>
      routing.locales.map((locale) => {
        const { canonical, languages } = buildAlternates(locale, path);
        const toAbsoluteUrl = Object.fromEntries(Object.entries(languages).map(([l, at]) => [l, `${origin}${at}`]));
        return { url: `${origin}${canonical}`, alternates: { languages: toAbsoluteUrl } };
      }),
    )
    .slice(0, 50_000);
}
