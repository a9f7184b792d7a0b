import { OfficeCataloguePage } from "@/components/import/catalogue-page";

export default function Page() {
  return <OfficeCataloguePage />;
}
