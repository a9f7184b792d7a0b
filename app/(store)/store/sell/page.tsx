import { SellPage } from "@/components/register/sell-page";

export default function Page() {
  return <SellPage />;
}
