"use client";
import { useTranslations } from "next-intl";
import { Sheet } from "@/components/ui/sheet";
import { bodyMeasures, getSizeEquivalents } from "@/server/catalogue/rules";

/** Body measures for each size, in a sheet. */
export function SizeHelp({ cut }: { cut: "women" | "men" }) {
  const t = useTranslations("catalogue");
  const heads = ["size", "chest", "waist", "hips"] as const;
  return (
    <Sheet
      title={t("product.helpTitle")}
      closeLabel={t("shell.close")}
      trigger={
        <button type="button" className="min-h-11 underline underline-offset-4">
          {t("product.help")}
        </button>
      }
    >
      <p className="text-soft">{t("product.helpText")}</p>
      <table className="mt-5 w-full text-left tabular">
        <thead>
          <tr className="border-b border-ink text-sm">
            {heads.map((head) => (
              <th key={head} scope="col" className="py-2 pr-2 font-medium">
                {t(`product.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bodyMeasures[cut].map(({ size, chest, waist, hips }) => {
            const numbers = getSizeEquivalents(size, cut);
            return (
              <tr key={size} className="border-b border-hairline">
                <th scope="row" className="py-3 pr-2 font-semibold">
                  {size}
                  {numbers ? (
                    <span className="block text-[13px] font-normal text-soft">{t("product.equivalents", numbers)}</span>
                  ) : null}
                </th>
                {[chest, waist, hips].map((measure) => (
                  <td key={measure} className="pr-2">
                    {measure.replace("-", "–")}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="mt-5 text-sm text-soft">{t("product.helpNote")}</p>
    </Sheet>
  );
}
