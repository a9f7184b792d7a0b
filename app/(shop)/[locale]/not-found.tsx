import { useTranslations } from "next-intl";
import { paths } from "@/components/catalogue/paths";
import { Link } from "@/components/i18n/navigation";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";

/** What is not, or no longer, in the shop. */
export default function NotFound() {
  const t = useTranslations("catalogue");
  return (
    <Empty
      title={t("missing.title")}
      text={t("missing.text")}
      action={
        <p className="flex flex-wrap justify-center gap-3">
          <Link href={paths.newIn} className={buttonClass()}>
            {t("home.newAll")}
          </Link>
          <Link href={paths.search} className={buttonClass({ variant: "outline" })}>
            {t("shell.search")}
          </Link>
        </p>
      }
    />
  );
}
